import Mustache
import Testing

/// Strict rendering finds what a template and its page call by different names.
@Suite struct UnknownNamesTests {
    private func diagnostics(_ template: String, _ context: Value, partials: [String: String] = [:])
        -> String?
    {
        do {
            let template = try Template(template, name: "page", partials: partials)
            _ = try template.render(context, unknownNames: .refused)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        "{{name}}", "{{{name}}}", "{{&name}}", "{{#name}}{{/name}}", "{{^name}}{{/name}}", "{{>*name}}",
        "{{.name}}",
    ])
    func `a name that no object has is reported with its place`(tag: String) {
        #expect(
            diagnostics("a\n \(tag)", ["other": 1])
                == "page:2:2: expected a value for \"name\", found none in the context")
    }

    @Test func `all of them are reported, each once`() {
        let template = "{{a}}{{#list}}\n{{b}}{{/list}}{{a}}"
        let expected = [
            "page:1:1: expected a value for \"a\", found none in the context",
            "page:2:1: expected a value for \"b\", found none in the context",
            "page:2:15: expected a value for \"a\", found none in the context",
        ]
        #expect(diagnostics(template, ["list": [1, 2, 3]]) == expected.joined(separator: "\n"))
    }

    @Test func `they are reported in the partial they stand in`() {
        #expect(
            diagnostics("{{>p}}", [:], partials: ["p": "\n{{a}}"])
                == "p:2:1: expected a value for \"a\", found none in the context")
    }

    @Test func `what is there but null, false or empty is known`() {
        #expect(
            diagnostics(
                "{{a}}{{#b}}{{c}}{{/b}}{{^d}}{{/d}}{{e.f}}", ["a": nil, "b": false, "d": [], "e": nil])
                == nil)
    }

    @Test func `a part that its object doesn't have is reported`() {
        #expect(
            diagnostics("{{a.b.c}}", ["a": ["b": ["x": 1]]])
                == "page:1:1: expected a value for \"c\", found none in the context")
    }

    @Test func `a list or an object in the place of a text is reported`() {
        let message = "expected a text or a number, found a list or an object"
        #expect(diagnostics("{{a}}", ["a": [1]]) == "page:1:1: \(message)")
        #expect(diagnostics("{{a}}", ["a": [:]]) == "page:1:1: \(message)")
    }

    @Test func `a dynamic name of no template is reported`() {
        #expect(diagnostics("{{>*a}}", ["a": "none"]) == "page:1:1: expected the name of a template")
    }
}
