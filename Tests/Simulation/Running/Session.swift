import Foundation
import Glibc

/// One call of the command: runs what was asked for and prints what came of it.
final class Session {
    /// The largest number of runs for making one failure small; nil when none is to be made small.
    private let shrinkRuns: Int?
    private let child: RunChild
    private let progress = Progress()

    init(shrinkRuns: Int?) throws {
        self.shrinkRuns = shrinkRuns
        child = try RunChild()
        child.onProgress = { [progress] in progress.show($0) }
    }

    func close() {
        progress.clear()
        child.close()
    }

    // MARK: One run

    /// Runs a seed or a recorded run. Returns false when a rule was broken.
    ///
    /// - Parameters:
    ///   - command: The command that shows the run again.
    ///   - output: The file for a failing run; with nil only a shrunk one is written, to a file named by its seed.
    func runOne(_ request: RunRequest, command: String, output: String?) throws -> Bool {
        let plan = try request.plan()
        let result = try child.run(request)
        progress.clear()
        print(
            "seed \(plan.seed): \(Trace.display(result.end.time)), \(result.end.events) events,"
                + " \(result.end.acts) acts, \(result.traceLines) lines, hash \(result.hash)")
        progress.write(
            "\(Int(result.end.seconds * 1_000)) ms, \(result.end.speedText) virtual days a second\n")
        guard let failure = result.failure else { return true }
        var report = FailureReport(seed: plan.seed, failure: failure, command: command)
        if shrinkRuns != nil {
            print("It breaks \(failure.rule): \(failure.detail)")
            try shrink(report, to: output)
            return false
        }
        if let output {
            try report.write(RunPlan(text: failure.recorded), to: output)
            report.replayCommand = Command.replay(output)
        }
        print(report.text)
        return false
    }

    // MARK: Many runs

    /// Runs one seed after the other. Returns false when a rule was broken, or coverage is required and something never
    /// was.
    func runBatch(
        from first: UInt64, _ limit: Batch.Limit, like request: RunRequest, requiresCoverage: Bool
    ) throws -> Bool {
        let batch = Batch()
        var reports: [FailureReport] = []
        batch.onStart = { [progress] in
            progress.prefix = "\(batch.seeds) seeds, \(batch.failureCount) failures · "
        }
        batch.onFailure = { [progress] seed, failure, isFirst in
            progress.clear()
            guard isFirst else { return print("seed \(seed): \(failure.rule): \(failure.detail)") }
            let report = FailureReport(
                seed: seed, failure: failure, command: Command.seed(seed, like: request))
            reports.append(report)
            print(report.text)
        }
        print("first seed \(first)")
        do {
            try batch.run(from: first, limit) { seed in
                fflush(nil)
                var request = request
                request.source = .seed(seed)
                return try child.run(request)
            }
        } catch is Interrupt {
            // What was found until now is told all the same.
            reports = []
        }
        progress.clear()
        print(batch.table)
        if shrinkRuns != nil { for report in reports { try shrink(report, to: nil) } }
        let isCovered = batch.coverage.groups.allSatisfy { $0.missing.isEmpty }
        return batch.failureCount == 0 && (isCovered || !requiresCoverage)
    }

    // MARK: The gate

    /// Returns false when something is not as it should be, after saying what.
    func runGate(_ known: [KnownFailure], freshSeed: UInt64) throws -> Bool {
        let problems = try Gate(known: known, run: { try self.child.run($0) }).problems(freshSeed: freshSeed)
        { [progress] in
            progress.clear()
            print($0)
            fflush(nil)
        }
        progress.clear()
        for problem in problems { print("\n\(problem)") }
        return problems.isEmpty
    }

    // MARK: Making a failure small

    private func shrink(_ report: FailureReport, to output: String?) throws {
        guard let limit = shrinkRuns else { return }
        try FailureShrinking(report, child, progress, limit: limit).run(output: output)
    }
}
