import Mustache
import Testing

/// Strict rendering finds names in a template for which its page has no value.
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
    func `reports a name that no object has, with its position`(tag: String) {
        #expect(
            diagnostics("a\n \(tag)", ["other": 1])
                == "page:2:2: expected a value for \"name\", found none in the context")
    }

    @Test func `reports all unknown names, each once`() {
        let template = "{{a}}{{#list}}\n{{b}}{{/list}}{{a}}"
        let expected = [
            "page:1:1: expected a value for \"a\", found none in the context",
            "page:2:1: expected a value for \"b\", found none in the context",
            "page:2:15: expected a value for \"a\", found none in the context",
        ]
        #expect(diagnostics(template, ["list": [1, 2, 3]]) == expected.joined(separator: "\n"))
    }

    @Test func `reports a name in a partial at its position there`() {
        #expect(
            diagnostics("{{>p}}", [:], partials: ["p": "\n{{a}}"])
                == "p:2:1: expected a value for \"a\", found none in the context")
    }

    @Test func `a name whose value is null, false or empty is known`() {
        #expect(
            diagnostics(
                "{{a}}{{#b}}{{c}}{{/b}}{{^d}}{{/d}}{{e.f}}", ["a": nil, "b": false, "d": [], "e": nil])
                == nil)
    }

    @Test func `reports a part of a dotted name that its object doesn't have`() {
        #expect(
            diagnostics("{{a.b.c}}", ["a": ["b": ["x": 1]]])
                == "page:1:1: expected a value for \"c\", found none in the context")
    }

    @Test func `reports a list or an object where a text is expected`() {
        let message = "expected a text or a number, found a list or an object"
        #expect(diagnostics("{{a}}", ["a": [1]]) == "page:1:1: \(message)")
        #expect(diagnostics("{{a}}", ["a": [:]]) == "page:1:1: \(message)")
    }

    @Test func `reports a dynamic name without a template`() {
        #expect(diagnostics("{{>*a}}", ["a": "none"]) == "page:1:1: expected the name of a template")
    }
}
