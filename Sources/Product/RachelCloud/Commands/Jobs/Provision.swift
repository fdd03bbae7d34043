import ArgumentParser
import Logging
import Store

struct Provision: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walk a deploy to its end.",
        discussion: """
            With --user, starts a deploy for that customer first, as a click on Deploy would, or takes up the one
            that is under way. Exit code 1 when the deploy failed, or another process is at work on it.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The job's id.")
    var job: String?

    @Option(help: "The customer's email address, instead of a job.")
    var user: String?

    @Flag(help: "End as soon as the job has to wait, as the job's own processes do.")
    var untilWait = false

    func run() throws {
        let command = JobCommand(job: job, user: user, endsAtWait: untilWait, options: options)
        try command.run(.deploy) { store, user, configuration, log in
            switch try store.startDeploy(byOperatorFor: user, configuration, log) {
            case .started(let job), .alreadyRunning(let job): return job
            case .refused(let refusal): throw CommandFailure("can't deploy: \(refusal.operatorSentence)")
            }
        }
    }
}

struct Deprovision: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a customer's server.",
        discussion: """
            The customer's record is cleared even when Hetzner can't delete now; the ledger keeps what is pending.
            Safe to repeat: with nothing left to delete it succeeds.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The job's id.")
    var job: String?

    @Option(help: "The customer's email address, instead of a job.")
    var user: String?

    @Flag(help: "End as soon as the job has to wait, as the job's own processes do.")
    var untilWait = false

    func run() throws {
        try JobCommand(job: job, user: user, endsAtWait: untilWait, options: options).run(.deprovision) {
            store, user, configuration, _ in
            switch try store.startDeprovision(of: user, deadline: configuration.jobDeadline, by: .operator) {
            case .started(let job), .alreadyRunning(let job): return job
            case .nothingToDelete: return nil
            case .deployRunning:
                throw CommandFailure("a deploy is under way; wait for its end, then try again")
            }
        }
    }
}
