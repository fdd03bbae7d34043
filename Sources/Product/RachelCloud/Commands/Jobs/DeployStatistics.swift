import ArgumentParser
import Store
import Time

/// The statistics of ended deploys, as the operator sees them.
struct DeployStatistics: Encodable {
    /// Times of a step or of the whole, in milliseconds; nil when there is none.
    struct Times: Encodable, Equatable {
        let name: String
        let count: Int
        let p50Milliseconds: Int64?
        let p95Milliseconds: Int64?
        let p99Milliseconds: Int64?

        init(_ name: String, _ durations: [Duration]) {
            let sorted = durations.map(\.milliseconds).sorted()
            self.name = name
            count = sorted.count
            p50Milliseconds = Self.nearestRank(50, of: sorted)
            p95Milliseconds = Self.nearestRank(95, of: sorted)
            p99Milliseconds = Self.nearestRank(99, of: sorted)
        }

        /// The smallest value that at least `percent` per cent of the values don't exceed.
        static func nearestRank(_ percent: Int, of sorted: [Int64]) -> Int64? {
            guard !sorted.isEmpty else { return nil }
            return sorted[(percent * sorted.count + 99) / 100 - 1]
        }
    }

    let succeeded: Int
    let failed: Int
    /// Those stopped on request, which are neither successes nor failures.
    let canceled: Int
    /// The share of successes among those that succeeded or failed, from 0 to 1; nil when there was none.
    let successRate: Double?
    /// The share of successes that took more than two minutes, from 0 to 1; nil when there was none.
    let shareOverTwoMinutes: Double?
    let whole: Times
    /// In the order of a deploy.
    let steps: [Times]

    init(_ deploys: [EndedDeploy]) {
        let successes = deploys.filter { $0.outcome == .succeeded }
        let wholes = successes.map(\.duration)
        succeeded = successes.count
        canceled = deploys.count { $0.isCanceled }
        failed = deploys.count - succeeded - canceled
        successRate = Self.share(succeeded, of: succeeded + failed)
        shareOverTwoMinutes = Self.share(wholes.count { $0 > .seconds(120) }, of: wholes.count)
        whole = Times("whole deploy", wholes)
        steps = StepName.deploySteps.map { step in
            Times(step.rawValue, successes.compactMap { $0.steps[step] })
        }
    }

    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }

    func printTables() {
        Output.table(
            ["DEPLOYS", "SUCCEEDED", "FAILED", "CANCELED", "SUCCESS RATE", "OVER 2 MIN"],
            [
                [
                    "\(succeeded + failed + canceled)", "\(succeeded)", "\(failed)", "\(canceled)",
                    Self.percent(successRate), Self.percent(shareOverTwoMinutes),
                ]
            ])
        print()
        Output.table(
            ["STEP", "COUNT", "P50", "P95", "P99"],
            ([whole] + steps).map { times in
                [times.name, "\(times.count)"]
                    + [times.p50Milliseconds, times.p95Milliseconds, times.p99Milliseconds].map {
                        $0.map { Duration.milliseconds($0).text } ?? "-"
                    }
            })
    }

    /// The share in per cent with one decimal.
    private static func percent(_ share: Double?) -> String {
        guard let share else { return "-" }
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}

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
