import Mustache
import Synchronization
import Testing

/// Values that are computed when a tag is rendered.
@Suite struct LambdaTests {
    private func lambda(_ evaluate: @escaping @Sendable (String?) -> String) -> Value {
        .lambda(Lambda(evaluate))
    }

    @Test func `a variable is replaced by a lambda's result`() throws {
        #expect(try render("Hello, {{lambda}}!", ["lambda": lambda { _ in "world" }]) == "Hello, world!")
    }

    @Test func `a lambda gets a text for a section only`() throws {
        let context: Value = ["lambda": lambda { $0 == nil ? "variable" : "section" }]
        #expect(
            try render("{{lambda}} {{{lambda}}} {{&lambda}} {{#lambda}}{{/lambda}}", context)
                == "variable variable variable section")
    }

    @Test func `a result is a template, rendered in the context of the tag`() throws {
        let context: Value = [
            "planet": "Earth", "lambda": lambda { _ in "{{planet}}" }, "list": [["planet": "Mars"]],
        ]
        #expect(try render("{{lambda}}{{#list}}, {{lambda}}{{/list}}", context) == "Earth, Mars")
    }

    /// The lambda doesn't know the template's delimiters.
    @Test func `a variable's result has the default delimiters`() throws {
        let context: Value = ["planet": "Earth", "lambda": lambda { _ in "|planet| => {{planet}}" }]
        #expect(try render("{{= | | =}}\nHello, (|&lambda|)!", context) == "Hello, (|planet| => Earth)!")
    }

    @Test func `a result is escaped unless the tag is unescaped`() throws {
        #expect(try render("<{{lambda}}{{{lambda}}}", ["lambda": lambda { _ in ">" }]) == "<&gt;>")
    }

    @Test func `each tag calls the lambda again`() throws {
        let calls = Counter()
        let context: Value = ["lambda": lambda { _ in "\(calls.next())" }]
        #expect(try render("{{lambda}} {{{lambda}}} {{lambda}}", context) == "1 2 3")
    }

    @Test func `a section's lambda gets the text between the tags as written`() throws {
        let context: Value = ["lambda": lambda { $0 == "{{x}} {{! y }}" ? "yes" : "no" }, "x": "Error!"]
        #expect(try render("<{{#lambda}}{{x}} {{! y }}{{/lambda}}>", context) == "<yes>")
    }

    /// The lines of the tags are removed with the tags.
    @Test func `a lambda gets the inner lines of a section whose tags are alone on theirs`() throws {
        let context: Value = ["lambda": lambda { "[\($0 ?? "")]" }]
        #expect(try render("a\n  {{#lambda}}\n  b\n  {{/lambda}}\nc", context) == "a\n[  b\n]c")
    }

    @Test func `a section's result has the delimiters of the section`() throws {
        let context: Value = [
            "planet": "Earth", "lambda": lambda { "\($0 ?? "")\("{{planet}} => |planet|")\($0 ?? "")" },
        ]
        #expect(try render("{{= | | =}}<|#lambda|-|/lambda|>", context) == "<-{{planet}} => Earth->")
    }

    @Test func `a section's lambda is called once for each section`() throws {
        let context: Value = ["lambda": lambda { "__\($0 ?? "")__" }]
        #expect(try render("{{#lambda}}a{{/lambda}} {{#lambda}}b{{/lambda}}", context) == "__a__ __b__")
    }

    @Test func `a lambda is not pushed on the context stack`() throws {
        let context: Value = [
            "planet": "Earth", "star": "Sun", "lambda": lambda { "{{star}}\($0 ?? ""){{.}}" },
        ]
        #expect(try render("{{#planet}}{{#lambda}} & {{/lambda}}{{/planet}}", context) == "Sun & Earth")
    }

    @Test func `the rendering of a result is not parsed again`() throws {
        let context: Value = ["planet": "Earth", "dot": "#{{.}}#", "lambda": lambda { "~{{\($0 ?? "")}}~" }]
        #expect(try render("{{#planet}}{{#lambda}}dot{{/lambda}}{{/planet}}", context) == "~#{{.}}#~")
    }

    @Test func `lists may hold lambdas and other values`() throws {
        let context: Value = [
            "list": [lambda { "~{{\($0 ?? "")}}~" }, 1, lambda { "#\($0 ?? "")#" }], "x": "X",
        ]
        #expect(try render("{{#list}}x{{/list}}", context) == "~X~x#x#")
    }

    @Test func `a lambda is true`() throws {
        #expect(try render("<{{^lambda}}no{{/lambda}}>", ["lambda": lambda { _ in "" }]) == "<>")
    }

    @Test func `a result may include partials and have blocks`() throws {
        let template = try Template(
            "{{#lambda}}{{$b}}default{{/b}}{{/lambda}}{{lambda}}",
            partials: ["p": "P{{$b}}d{{/b}}"])
        #expect(try template.render(["lambda": lambda { ($0 ?? "") + "{{>p}}" }]) == "defaultPdPd")
        let page = try Template(
            "{{<layout}}{{$b}}filled{{/b}}{{/layout}}",
            partials: ["layout": "{{#lambda}}{{$b}}default{{/b}}{{/lambda}}"])
        #expect(try page.render(["lambda": lambda { "[\($0 ?? "")]" }]) == "[filled]")
    }

    @Test func `a result is indented like the section it replaces`() throws {
        let template = try Template(
            "  {{>p}}", partials: ["p": "a\n{{#lambda}}\nb\n{{/lambda}}\nc{{#lambda}}d\ne{{/lambda}}\n"])
        #expect(try template.render(["lambda": lambda { $0 ?? "" }]) == "  a\n  b\n  cd\n  e\n")
    }

    @Test func `reports a syntax error in a result at the lambda's tag`() throws {
        let template = try Template("a\n {{#lambda}}{{/lambda}}", name: "page")
        let error = #expect(throws: TemplateError.self) {
            try template.render(["lambda": lambda { _ in "\n{{" }])
        }
        #expect(error?.description == "page:2:2: the lambda's answer:2:1: expected }} to end this tag")
    }

    @Test func `refuses a lambda that calls itself without end`() throws {
        #expect(throws: TemplateError.self) {
            try render("{{lambda}}", ["lambda": lambda { _ in "{{lambda}}" }])
        }
        #expect(throws: TemplateError.self) {
            try render("{{#lambda}}{{/lambda}}", ["lambda": lambda { _ in "{{#lambda}}{{/lambda}}" }])
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
