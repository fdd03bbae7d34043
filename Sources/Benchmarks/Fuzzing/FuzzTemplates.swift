import ArgumentParser
import Glibc
import Mustache

/// `rachel-bench fuzz-templates` looks for a template and a context that make the engine crash, hang or contradict
/// itself.
struct FuzzTemplates: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Compile and render random templates with random contexts; a crash or hang ends the process.",
        discussion: """
            Each case is made from the seed and its number alone, so --first N --count 1 makes case N again. A case \
            that takes longer than a minute ends the process by SIGALRM; standard error tells the last progress.
            """)

    @Option(help: "How many cases.")
    var count = 100_000

    @Option(help: "The number of the first case.")
    var first = 0

    @Option(help: "What the cases are made from.")
    var seed: UInt64 = 1

    /// The numbers of cases by result.
    private struct Summary {
        var rendered = 0
        var refusedTemplates = 0
        var refusedContexts = 0
        var refusedRenderings = 0
        var bytes = 0
        var slowest: (case: Int, seconds: Double) = (0, 0)
    }

    func run() throws {
        var summary = Summary()
        var bytes: [UInt8] = []
        for number in first..<first + count {
            if (number - first) % 100_000 == 0 { report(number) }
            alarm(60)
            let start = cpuSeconds()
            try check(number, &bytes, &summary)
            let seconds = cpuSeconds() - start
            if seconds > summary.slowest.seconds { summary.slowest = (number, seconds) }
        }
        print(
            """
            {"cases":\(count),"rendered":\(summary.rendered),"refused_templates":\(summary.refusedTemplates),\
            "refused_contexts":\(summary.refusedContexts),"refused_renderings":\(summary.refusedRenderings),\
            "bytes":\(summary.bytes),"slowest_case":\(summary.slowest.case),"slowest_s":\(summary.slowest.seconds)}
            """)
    }

    /// Writes the progress to standard error without buffering, so that it is known after a crash.
    private func report(_ number: Int) {
        let line = Array("case \(number)\n".utf8)
        // A failure to show progress must not stop the check.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func check(_ number: Int, _ bytes: inout [UInt8], _ summary: inout Summary) throws {
        let fuzzCase = FuzzCase(seed: seed, number: number)
        guard
            let template = try? Template(
                fuzzCase.text, partials: fuzzCase.partials, missing: fuzzCase.missing)
        else { return summary.refusedTemplates += 1 }
        guard let context = try? fuzzCase.context.get() else { return summary.refusedContexts += 1 }
        if let (inlined, separate) = fuzzCase.differingInclusions(context) {
            throw Violation(number: number, message: "in place it renders \(inlined), apart \(separate)")
        }
        bytes.removeAll(keepingCapacity: true)
        do {
            try template.render(context, into: &bytes, unknownNames: fuzzCase.unknownNames)
        } catch {
            guard bytes.isEmpty else {
                throw Violation(number: number, message: "a refused rendering left bytes behind")
            }
            return summary.refusedRenderings += 1
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Violation(number: number, message: "the rendering is not UTF-8")
        }
        summary.rendered += 1
        summary.bytes += bytes.count
    }

    /// A case in which the engine violates one of its rules.
    private struct Violation: Error, CustomStringConvertible {
        let number: Int
        let message: String
        var description: String { "case \(number): \(message)" }
    }
}
