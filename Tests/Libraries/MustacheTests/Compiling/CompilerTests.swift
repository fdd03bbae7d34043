import Mustache
import Testing

/// What a template includes must be there, and must come to an end.
@Suite struct CompilerTests {
    @Test(arguments: [
        ("{{>none}}", 1, 1), ("a\n  {{>none}}\n", 2, 3), ("{{#a}}{{<none}}{{/none}}{{/a}}", 1, 7),
        ("{{<there}}{{$a}}{{>none}}{{/a}}{{/there}}", 1, 17),
    ])
    func `a missing partial or parent is refused where it is named`(template: String, line: Int, column: Int)
    {
        expect(
            template, partials: ["there": "{{$a}}{{/a}}"], isRefusedAt: line, column,
            "expected a template named \"none\"")
    }

    @Test func `a partial that is missing in a partial is reported there`() {
        let error = #expect(throws: TemplateError.self) {
            try Template("{{>outer}}", partials: ["outer": "\n{{>none}}"], missing: .refused)
        }
        #expect(error?.description == "outer:2:1: expected a template named \"none\"")
    }

    /// Such templates are small, but written out in place they would fill the memory.
    @Test func `templates that double at each level are compiled all the same`() throws {
        var partials = ["30": ""]
        for level in 0..<30 { partials["\(level)"] = "{{>\(level + 1)}}{{>\(level + 1)}}" }
        _ = try Template("{{>0}}", partials: partials)
        partials["10"] = "."
        #expect(try render("{{>0}}", partials: partials) == String(repeating: ".", count: 1024))
    }

    @Test func `a long chain of templates is compiled and rendered`() throws {
        var partials = ["300": "end"]
        for level in 0..<300 { partials["\(level)"] = "{{>\(level + 1)}}" }
        #expect(try render("{{>0}}", partials: partials) == "end")
    }

    /// A thread's stack is not endless.
    @Test func `arguments within arguments are refused beyond bounds`() throws {
        #expect(try render("{{>0}}", partials: wrappings(90)) == String(repeating: ".", count: 90))
        let error = #expect(throws: TemplateError.self) { try render("{{>0}}", partials: wrappings(1_000)) }
        let message = "expected at most 300 templates, blocks and sections within each other"
        #expect(error?.diagnostics.first?.message == message)
    }
}
