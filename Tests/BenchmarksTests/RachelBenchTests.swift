import Foundation
import TestSupport
import Testing

/// `rachel-bench` prints its measurements as lines of JSON, which scripts read.
@Suite struct RachelBenchTests {
    private struct Rate: Decodable {
        let engine: String
        let per_s: Int
        let bytes: Int
    }

    private func rate(_ arguments: String...) throws -> Rate {
        let run = try ProgramRun(
            Checkout.program("rachel-bench"), ["templates", "--seconds", "0.05"] + arguments)
        #expect(run.status == 0)
        #expect(run.output.hasSuffix("}\n") && run.output.count { $0 == "\n" } == 1, "one line")
        return try JSONDecoder().decode(Rate.self, from: Data(run.output.utf8))
    }

    @Test func `templates measures a page with its context and partials`() throws {
        let directory = try TemporaryDirectory()
        try Data("<{{>part}}>".utf8).write(to: directory.url.appending(path: "page.mustache"))
        try Data("{{a}}".utf8).write(to: directory.url.appending(path: "part.mustache"))
        let page = directory.path("page.mustache")
        let rate = try rate("--template", page, "--context", "{\"a\": 12}", "--partials", directory.url.path)
        #expect(rate.engine == "rachel")
        #expect(rate.bytes == 4)
        #expect(rate.per_s > 0)
    }

    @Test func `the measured context has every name of our status page`() throws {
        let status = Checkout.path("Tests/TemplateComparison/status.json")
        let run = try ProgramRun(
            Checkout.program("rachel-cloud"), "render", Checkout.path("templates/dashboard.mustache"),
            "--partials",
            Checkout.path("templates"), "--context", "@\(status)", "--strict")
        #expect(run.status == 0, "\(run.output)")
    }

    @Test func `templates fails for a template or context that can't be used`() throws {
        let program = Checkout.program("rachel-bench")
        #expect(try ProgramRun(program, "templates", "--template", "/none", "--context", "{}").status != 0)
        #expect(try ProgramRun(program, "templates", "--context", "{}").status != 0)
        let template = Checkout.path("templates/mark.mustache")
        #expect(try ProgramRun(program, "templates", "--template", template, "--context", "{").status != 0)
    }

    @Test func `writers measures both orders and compares them`() throws {
        let run = try ProgramRun(
            Checkout.program("rachel-bench"), "writers", "--writers", "4", "--seconds", "0.2", "--holding",
            "0")
        #expect(run.status == 0, "\(run.output)")
        let lines = try run.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(lines.map { $0?["order"] as? String } == ["sqlite", "turns", nil])
        for line in lines.prefix(2) { #expect((line?["per_s"] as? Int ?? 0) > 0) }
        #expect(lines.last??["longest_ratio"] is Double)
        #expect(try ProgramRun(Checkout.program("rachel-bench"), "writers", "--writers", "1").status != 0)
        #expect(
            try ProgramRun(Checkout.program("rachel-bench"), "writers", "--directory", "/none").status != 0)
    }

    @Test func `fuzz-templates generates the same cases from the same seed`() throws {
        let program = Checkout.program("rachel-bench")
        let arguments = ["fuzz-templates", "--count", "300", "--seed"]
        func cases(_ seed: String) throws -> Substring {
            let run = try ProgramRun(program, arguments + [seed])
            #expect(run.status == 0, "\(run.output)")
            // Everything but the slowest case, which depends on the machine.
            let end = run.output.firstRange(of: ",\"slowest")?.lowerBound
            return run.output[..<(end ?? run.output.startIndex)]
        }
        #expect(try cases("1") == cases("1"))
        #expect(try cases("1") != cases("2"))
    }
}
