import Foundation

/// A failure of today: a recorded run, the rule that it breaks, and the fault without which nobody would see it.
///
/// The file's comments begin with `# RULE: …` and hold a line `# needs: FAULT`.
struct KnownFailure {
    /// The file's name.
    let name: String
    let rule: String
    let fault: String
    /// The recorded run.
    let text: String

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Those of a directory, in the order of their names. Throws `Malformed`, and what reading throws.
    static func all(in directory: String) throws -> [KnownFailure] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".run") }
            .sorted()
            .map { name in
                try KnownFailure(name, String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8))
            }
    }

    init(_ name: String, _ text: String) throws {
        let comments = text.split(separator: "\n").filter { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }
        guard let rule = comments.first?.prefix(while: { $0 != ":" }), Rule(rawValue: String(rule)) != nil
        else {
            throw Malformed(description: "\(name): the first line is not `# RULE: …`")
        }
        let needs = comments.first { $0.hasPrefix("needs: ") }?.dropFirst("needs: ".count)
        guard let needs, Coverage.faultNames.contains(String(needs)) else {
            throw Malformed(description: "\(name): no line `# needs: FAULT` with the name of a fault")
        }
        (self.name, self.rule, fault, self.text) = (name, String(rule), String(needs), text)
    }
}

/// What every change has to pass: the known failures are as they were, and without their faults ten fixed seeds and a
/// fresh one break no rule.
struct Gate {
    static let fixedSeeds: ClosedRange<UInt64> = 1...10

    let known: [KnownFailure]
    /// Runs a request to its end.
    let run: (RunRequest) throws -> RunResult

    /// Sentences about what is not as it should be; empty when the gate is passed. `report` is called with a line for
    /// each run.
    func problems(freshSeed: UInt64, _ report: (String) -> Void) throws -> [String] {
        var problems: [String] = []
        for failure in known {
            let rule = try run(RunRequest(source: .recorded(failure.text))).failure?.rule
            report("known \(failure.name): \(rule.map { "breaks \($0)" } ?? "breaks no rule")")
            if rule == nil {
                problems.append("\(failure.name) breaks no rule any more: remove it from the known failures.")
            } else if rule != failure.rule {
                problems.append(
                    "\(failure.name) breaks \(rule ?? ""), and was known to break \(failure.rule).")
            }
        }
        let without = Set(known.map(\.fault))
        for seed in Array(Self.fixedSeeds) + [freshSeed] {
            let result = try run(RunRequest(source: .seed(seed), without: without))
            report("seed \(seed): \(result.failure.map { "breaks \($0.rule)" } ?? "breaks no rule")")
            guard let failure = result.failure else { continue }
            let command = Command.seed(seed, like: RunRequest(source: .seed(seed), without: without))
            problems.append(FailureReport(seed: seed, failure: failure, command: command).text)
        }
        return problems
    }
}
