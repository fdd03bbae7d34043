import Foundation

/// A failure in text: the trace's end, the rule, and the command that shows it again.
struct FailureReport {
    private static let shownLines = 30

    let seed: UInt64
    let failure: RunResult.Failure
    /// The command that shows it again.
    let command: String
    /// The command that replays its recorded plan; nil when none was written.
    var replayCommand: String?

    var sentence: String { Rule(rawValue: failure.rule)?.sentence ?? "" }

    var text: String {
        var lines = ["seed \(seed) breaks a rule. The end of its trace:"]
        lines += failure.traceEnd.suffix(Self.shownLines).map { "  \($0)" }
        lines += [
            "rule:   \(failure.rule): \(sentence)", "seen:   \(failure.detail)", "again:  \(command)",
        ]
        if let replayCommand { lines.append("replay: \(replayCommand)") }
        return lines.joined(separator: "\n")
    }

    /// Writes a plan with the failure in its comments.
    func write(_ plan: RunPlan, to path: String) throws {
        let detail = failure.detail.replacing("\n", with: " ")
        try """
        # \(failure.rule): \(sentence)
        # \(detail)
        # found by: \(command)
        # again:    \(Command.replay(path))
        \(plan.text)
        """.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

/// Command lines of this program.
enum Command {
    static func seed(_ seed: UInt64, like request: RunRequest) -> String {
        let usual = RunSize()
        var words = ["--seed \(seed)"]
        if request.customers != usual.customers { words.append("--customers \(request.customers)") }
        if request.days != usual.days { words.append("--days \(request.days)") }
        words += request.without.sorted().map { "--without \($0)" }
        return line(words)
    }

    static func replay(_ path: String) -> String {
        line(["--replay \(path)"])
    }

    private static func line(_ words: [String]) -> String {
        ([CommandLine.arguments.first ?? "simulate"] + words).joined(separator: " ")
    }
}
