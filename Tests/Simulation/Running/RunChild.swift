import Foundation
import Glibc
import Time

/// Carries out runs in a child process, one after the other, since a trap in the product or in the simulation ends the
/// process in which it happens. The child is this same program; after a trap, and after many runs, a new one is started.
final class RunChild {
    /// A run leaves some memory behind.
    private static let runsOfOneProcess = 40

    /// Called several times a second while a run goes on.
    var onProgress: (RunProgress) -> Void = { _ in }

    private let scratch: String
    private var process: ChildProcess?
    private var runs = 0

    /// Creates the directory in which runs keep their files, in memory where the system has such a place.
    init() throws {
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        scratch = "\(parent)/simulate-\(getpid())"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        Interrupt.watch()
        // A child that has ended is told by the end of its output.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Ends the child and deletes its files.
    func close() {
        process?.end()
        process = nil
        // What can't be removed is in nobody's way.
        try? FileManager.default.removeItem(atPath: scratch)
    }

    /// Runs to the end, to the first broken rule, or to a trap, which is reported as the rule `trap`.
    ///
    /// Throws `ChildProcess.Failed` when the child could not carry out the request at all, and `Interrupt`.
    ///
    /// - Parameter explainsTrap: True to learn where it trapped and what had been chosen by then, for which it is run
    ///   again.
    func run(_ request: RunRequest, explainsTrap: Bool = true) throws -> RunResult {
        try Interrupt.check()
        if let result = try result(of: request) { return result }
        try Interrupt.check()
        if explainsTrap { return try resultOfTrap(request) }
        return TrappedRun(plan: try request.plan(), last: nil, errors: [], trace: [], choices: []).result
    }

    /// Nil when the child has trapped.
    private func result(of request: RunRequest, showsStack: Bool = false) throws -> RunResult? {
        if runs >= Self.runsOfOneProcess {
            process?.end()
            process = nil
        }
        if process == nil { runs = 0 }
        let child = try process ?? ChildProcess(scratch: scratch, showsStack: showsStack)
        process = child
        runs += 1
        child.send(request)
        while let message = try child.receive() {
            switch message {
            case .progress(let progress): onProgress(progress)
            case .ended(let result): return result
            }
        }
        process = nil
        return nil
    }

    /// Runs it again with all files written at once, since the child that trapped took with it what it knew.
    private func resultOfTrap(_ request: RunRequest) throws -> RunResult {
        var again = request
        again.trace = request.trace ?? "\(scratch)/trace"
        again.choices = "\(scratch)/choices"
        var last: RunProgress?
        let forward = onProgress
        onProgress = {
            last = $0
            forward($0)
        }
        defer { onProgress = forward }
        let plan = try request.plan()
        if let result = try result(of: again, showsStack: true) { return result }
        return TrappedRun(
            plan: plan, last: last, errors: Self.lines(of: ChildProcess.errors(in: scratch)),
            trace: Self.lines(of: again.trace), choices: Self.lines(of: again.choices)
        ).result
    }

    private static func lines(of path: String?) -> [String] {
        guard let path, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map(String.init)
    }
}

/// A run that trapped, put together from what it had written until then.
private struct TrappedRun {
    let plan: RunPlan
    let last: RunProgress?
    /// Swift's message, which a release build leaves out, and the stacks.
    let errors: [String]
    let trace: [String]
    let choices: [String]

    /// The functions of ours that were being called, the innermost first.
    private var stack: [String] {
        errors.filter {
            $0.contains(" in simulate at /") && !$0.contains("/.build/")
                && !$0.contains("<compiler-generated>")
        }.prefix(12).map {
            "stack "
                + $0.split(separator: " ").drop { !$0.hasPrefix("0x") }.dropFirst().joined(separator: " ")
        }
    }

    private var detail: String {
        errors.first { $0.contains("Fatal error") } ?? stack.first ?? "the process was ended by a signal"
    }

    var result: RunResult {
        let time = trace.last.flatMap(Trace.time(ofLine:)) ?? .zero
        let recorded = plan.recorded(choices.compactMap(Decisions.Choice.init(line:)), until: time)
        return RunResult(
            end: RunProgress(
                seed: plan.seed, milliseconds: time.milliseconds, events: last?.events ?? 0,
                acts: recorded.acts.count, seconds: last?.seconds ?? 0),
            busyMilliseconds: min(time.milliseconds, plan.size.days * 86_400_000),
            traceLines: trace.count, hash: trace.last?.split(separator: "#").last.map(String.init) ?? "",
            coverage: Coverage.Counts(),
            failure: RunResult.Failure(
                rule: Rule.trap.rawValue, detail: detail, traceEnd: Array(trace.suffix(60)) + stack,
                recorded: recorded.text))
    }
}
