import ArgumentParser
import Store

extension JobsCommand {
    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how many deploys there were, how many succeeded, and how long they took.",
            discussion: """
                Counts deploys that have ended, those that were stopped on request apart. Times are of those that \
                succeeded, in seconds; percentiles are by nearest rank, each the time of a real deploy.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Only the last so many days, 1 to 3650.") var since = 30
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard (1...3650).contains(since) else {
                throw ValidationError("--since: expected a number from 1 to 3650")
            }
        }

        func run() throws {
            let (_, store) = try options.openStore()
            let deploys = try store.endedDeploys(since: store.now - .seconds(since * 86_400))
            let report = DeployStatistics(deploys)
            guard !json else { return try Output.json(report) }
            report.printTables()
        }
    }
}
