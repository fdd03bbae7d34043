import ArgumentParser
import Store

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Look at deploys and deletions, and step in.",
        subcommands: [List.self, Show.self, Stats.self, Cancel.self, Retry.self, Release.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the jobs, newest first.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "How many, 1 to 10000.") var limit = 50
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            guard (1...10000).contains(limit) else {
                throw BadInput("--limit: expected a number from 1 to 10000")
            }
            let (_, store) = try options.openStore()
            let entries = try store.jobs(limit: limit).map { job in
                JobReport(job, customer: try store.user(job.userID)?.email ?? "-", events: [])
            }
            guard !json else { return try Output.json(entries) }
            Output.table(
                ["ID", "KIND", "CUSTOMER", "STEP", "OUTCOME", "STARTED"],
                entries.map { [$0.id, $0.kind, $0.customer, $0.step, $0.state, $0.createdAt] })
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a job with its history.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The job's id.") var job: String
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let (_, store) = try options.openStore()
            let job = try store.job(named: job)
            let customer = try store.user(job.userID)?.email ?? "-"
            let report = JobReport(job, customer: customer, events: try store.events(of: job.id))
            guard !json else { return try Output.json(report) }
            report.printFacts()
        }
    }
}

extension Store {
    /// The job of that id. Throws `BadInput` when there is none.
    func job(named text: String) throws -> Job {
        guard let id = Job.ID(text), let job = try job(id) else { throw BadInput("there is no job \(text)") }
        return job
    }
}
