import ArgumentParser
import Glibc
import Mustache

/// `rachel-bench fuzz-templates`: looks for a template and a context that the engine can't cope with.
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

    /// What became of the cases.
    private struct Tally {
        var rendered = 0
        var refusedTemplates = 0
        var refusedContexts = 0
        var refusedRenderings = 0
        var bytes = 0
        var slowest: (case: Int, seconds: Double) = (0, 0)
    }

    func run() throws {
        var tally = Tally()
        var bytes: [UInt8] = []
        for number in first..<first + count {
            if (number - first) % 100_000 == 0 { report(number) }
            alarm(60)
            let start = cpuSeconds()
            try check(number, &bytes, &tally)
            let seconds = cpuSeconds() - start
            if seconds > tally.slowest.seconds { tally.slowest = (number, seconds) }
        }
        print(
            """
            {"cases":\(count),"rendered":\(tally.rendered),"refused_templates":\(tally.refusedTemplates),\
            "refused_contexts":\(tally.refusedContexts),"refused_renderings":\(tally.refusedRenderings),\
            "bytes":\(tally.bytes),"slowest_case":\(tally.slowest.case),"slowest_s":\(tally.slowest.seconds)}
            """)
    }

    /// Tells how far the run has come, at once, so that it is known after a crash.
    private func report(_ number: Int) {
        let line = Array("case \(number)\n".utf8)
        // Where progress can't be shown, the cases are checked all the same.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func check(_ number: Int, _ bytes: inout [UInt8], _ tally: inout Tally) throws {
        let fuzzCase = FuzzCase(seed: seed, number: number)
        guard
            let template = try? Template(
                fuzzCase.text, partials: fuzzCase.partials, missing: fuzzCase.missing)
        else { return tally.refusedTemplates += 1 }
        guard let context = try? fuzzCase.context.get() else { return tally.refusedContexts += 1 }
        if let (inPlace, apart) = fuzzCase.differingInclusions(context) {
            throw Finding(number: number, what: "in place it renders \(inPlace), apart \(apart)")
        }
        bytes.removeAll(keepingCapacity: true)
        do {
            try template.render(context, into: &bytes, unknownNames: fuzzCase.unknownNames)
        } catch {
            guard bytes.isEmpty else {
                throw Finding(number: number, what: "a refused rendering left bytes behind")
            }
            return tally.refusedRenderings += 1
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Finding(number: number, what: "the rendering is not UTF-8")
        }
        tally.rendered += 1
        tally.bytes += bytes.count
    }

    /// A case that went wrong.
    private struct Finding: Error, CustomStringConvertible {
        let number: Int
        let what: String
        var description: String { "case \(number): \(what)" }
    }
}
