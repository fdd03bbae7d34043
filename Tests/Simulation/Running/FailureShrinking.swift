/// Makes one failing run small by running ever smaller ones, writes the smallest and prints it.
final class FailureShrinking {
    private let report: FailureReport
    private let child: RunChild
    private let progress: Progress
    private let limit: Int
    /// The failure of the smallest run so far.
    private var last: RunResult.Failure

    /// - Parameter limit: The largest number of runs.
    init(_ report: FailureReport, _ child: RunChild, _ progress: Progress, limit: Int) {
        self.report = report
        self.child = child
        self.progress = progress
        self.limit = limit
        last = report.failure
    }

    /// - Parameter output: The file for the smallest run; nil for one in the current directory, named by the seed.
    func run(output: String?) throws {
        let plan = try RunPlan(text: report.failure.recorded)
        guard try fails(plan) else {
            return print(
                "The record of seed \(report.seed) does not break \(report.failure.rule): "
                    + "a choice is missing in it, or something is random.")
        }
        var shrinker = Shrinker(plan, limit: limit, fails: fails)
        shrinker.onRun = { [progress, limit] in
            progress.prefix =
                "shrinking: run \($0) of \(limit), \($1.acts.count) acts, "
                + "\($1.choices?.count ?? 0) choices · "
        }
        var end = "nothing more can be left out"
        do {
            try shrinker.run()
            if shrinker.isAtLimit { end = "the limit, so that more might be left out" }
        } catch is Interrupt {
            end = "interrupted, so that more might be left out"
        }
        explainTrap(of: shrinker.smallest)
        progress.clear()
        print("\nshrunk by \(shrinker.runs) runs (\(end))", terminator: "")
        try write(shrinker.smallest, to: output ?? "simulate-\(report.seed).run")
    }

    /// True when the run breaks the same rule, whatever else is seen.
    private func fails(_ plan: RunPlan) throws -> Bool {
        let request = RunRequest(source: .recorded(plan.text))
        guard let failure = try child.run(request, explainsTrap: false).failure,
            failure.rule == report.failure.rule
        else { return false }
        last = failure
        return true
    }

    private func explainTrap(of plan: RunPlan) {
        guard last.rule == Rule.trap.rawValue else { return }
        // The place of a trap is worth one more run, but not the loss of what was found.
        last = (try? child.run(RunRequest(source: .recorded(plan.text))))?.failure ?? last
    }

    private func write(_ plan: RunPlan, to path: String) throws {
        let small = FailureReport(
            seed: report.seed, failure: last, command: report.command, replayCommand: Command.replay(path))
        try small.write(plan, to: path)
        print(", in \(path):\n\(plan.text)\(small.text)")
    }
}
