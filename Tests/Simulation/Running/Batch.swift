import Foundation

/// Runs one seed after the other, goes on after failures, and adds everything up.
final class Batch {
    /// The end of a batch.
    enum Limit {
        case seeds(Int)
        case time(Duration)
    }

    /// The seeds that broke one rule.
    struct Failures {
        let first: (seed: UInt64, failure: RunResult.Failure)
        var count = 1
    }

    let coverage = Coverage()
    /// By the rule's name.
    private(set) var failures: [String: Failures] = [:]
    private(set) var seeds = 0
    private var busyMilliseconds: Int64 = 0
    private var seconds = 0.0

    /// Called at the start of each run.
    var onStart: () -> Void = {}
    /// Called with each failure; `isFirst` is true for the first of its rule.
    var onFailure: (_ seed: UInt64, RunResult.Failure, _ isFirst: Bool) -> Void = { _, _, _ in }

    var failureCount: Int { failures.values.reduce(0) { $0 + $1.count } }

    /// - Parameter run: Carries out the run of a seed.
    func run(from first: UInt64, _ limit: Limit, _ run: (UInt64) throws -> RunResult) rethrows {
        let start = ContinuousClock.now
        var seed = first
        while !isOver(limit, after: ContinuousClock.now - start) {
            onStart()
            add(try run(seed), of: seed)
            seconds = (ContinuousClock.now - start) / .seconds(1)
            seed &+= 1
        }
    }

    private func isOver(_ limit: Limit, after time: Duration) -> Bool {
        switch limit {
        case .seeds(let count): seeds >= count
        case .time(let end): time >= end
        }
    }

    private func add(_ result: RunResult, of seed: UInt64) {
        seeds += 1
        busyMilliseconds += result.busyMilliseconds
        coverage.add(result.coverage)
        guard let failure = result.failure else { return }
        let isFirst = failures[failure.rule] == nil
        failures[failure.rule, default: Failures(first: (seed, failure), count: 0)].count += 1
        onFailure(seed, failure, isFirst)
    }

    // MARK: The table

    var table: String {
        let years = Double(busyMilliseconds) / 86_400_000 / 365.25
        var rows = [
            ("seeds", "\(seeds)"), ("virtual years", Self.text(years)),
            ("wall time", "\(Self.text(seconds)) s"),
            ("virtual years an hour", Self.text(seconds > 0 ? years / seconds * 3_600 : 0)),
            ("failures", "\(failureCount)"),
        ]
        for (rule, found) in failures.sorted(by: { $0.key < $1.key }) {
            rows.append(("  \(rule)", "\(found.count), first by seed \(found.first.seed)"))
        }
        let width = (rows.map(\.0.count).max() ?? 0) + 2
        return rows.map { $0 + String(repeating: " ", count: width - $0.count) + $1 }
            .joined(separator: "\n") + "\n" + CoverageTable(coverage: coverage).text
    }

    private static func text(_ number: Double) -> String {
        number.formatted(
            .number.precision(.fractionLength(2)).grouping(.never).locale(Locale(identifier: "en")))
    }
}
