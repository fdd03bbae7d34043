import Mustache
import Testing

/// Included templates must exist, and their number must be limited.
@Suite struct CompilerTests {
    @Test(arguments: [
        ("{{>none}}", 1, 1), ("a\n  {{>none}}\n", 2, 3), ("{{#a}}{{<none}}{{/none}}{{/a}}", 1, 7),
        ("{{<there}}{{$a}}{{>none}}{{/a}}{{/there}}", 1, 17),
    ])
    func `refuses a missing partial or parent at its tag`(template: String, line: Int, column: Int) {
        expect(
            template, partials: ["there": "{{$a}}{{/a}}"], isRefusedAt: line, column,
            "expected a template named \"none\"")
    }

    @Test func `reports a partial that is missing in a partial at its tag there`() {
        let error = #expect(throws: TemplateError.self) {
            try Template("{{>outer}}", partials: ["outer": "\n{{>none}}"], missing: .refused)
        }
        #expect(error?.description == "outer:2:1: expected a template named \"none\"")
    }

    /// Such templates are small, but inlined they would fill the memory.
    @Test func `compiles templates that double at each level`() throws {
        var partials = ["30": ""]
        for level in 0..<30 { partials["\(level)"] = "{{>\(level + 1)}}{{>\(level + 1)}}" }
        _ = try Template("{{>0}}", partials: partials)
        partials["10"] = "."
        #expect(try render("{{>0}}", partials: partials) == String(repeating: ".", count: 1024))
    }

    @Test func `compiles and renders a long chain of templates`() throws {
        var partials = ["300": "end"]
        for level in 0..<300 { partials["\(level)"] = "{{>\(level + 1)}}" }
        #expect(try render("{{>0}}", partials: partials) == "end")
    }

    /// A thread's stack is limited.
    @Test func `refuses too many arguments within arguments`() throws {
        #expect(try render("{{>0}}", partials: wrappings(90)) == String(repeating: ".", count: 90))
        let error = #expect(throws: TemplateError.self) { try render("{{>0}}", partials: wrappings(1_000)) }
        let message = "expected at most 300 templates, blocks and sections within each other"
        #expect(error?.diagnostics.first?.message == message)
    }
}
