import ArgumentParser
import Store

struct Deprovision: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a customer's server.",
        discussion: """
            The customer's record is cleared even when Hetzner can't delete now; the ledger keeps what is owed.
            Safe to repeat: with nothing left to delete it succeeds.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The job's id.")
    var job: String?

    @Option(help: "The customer's email address, instead of a job.")
    var user: String?

    func run() throws {
        try JobCommand(job: job, user: user, options: options).run(.deprovision) {
            store, user, configuration in
            switch try store.startDeprovision(of: user, deadline: configuration.jobDeadline, by: .operator) {
            case .started(let job), .alreadyRunning(let job): return job
            case .nothingToDelete: return nil
            case .deployRunning:
                throw CommandFailure("a deploy is under way; wait for its end, then try again")
            }
        }
    }
}
