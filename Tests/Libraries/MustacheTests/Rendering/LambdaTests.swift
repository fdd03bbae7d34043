import Mustache
import Synchronization
import Testing

/// Values that are computed when a tag asks for them.
@Suite struct LambdaTests {
    private func lambda(_ answer: @escaping @Sendable (String?) -> String) -> Value {
        .lambda(Lambda(answer))
    }

    @Test func `a variable is replaced by a lambda's answer`() throws {
        #expect(try render("Hello, {{lambda}}!", ["lambda": lambda { _ in "world" }]) == "Hello, world!")
    }

    @Test func `only a section's lambda gets a text`() throws {
        let context: Value = ["lambda": lambda { $0 == nil ? "variable" : "section" }]
        #expect(
            try render("{{lambda}} {{{lambda}}} {{&lambda}} {{#lambda}}{{/lambda}}", context)
                == "variable variable variable section")
    }

    @Test func `an answer is a template for the context it is asked in`() throws {
        let context: Value = [
            "planet": "Earth", "lambda": lambda { _ in "{{planet}}" }, "list": [["planet": "Mars"]],
        ]
        #expect(try render("{{lambda}}{{#list}}, {{lambda}}{{/list}}", context) == "Earth, Mars")
    }

    /// It knows nothing of the template that asks.
    @Test func `a variable's answer has the default delimiters`() throws {
        let context: Value = ["planet": "Earth", "lambda": lambda { _ in "|planet| => {{planet}}" }]
        #expect(try render("{{= | | =}}\nHello, (|&lambda|)!", context) == "Hello, (|planet| => Earth)!")
    }

    @Test func `an answer is escaped as the tag asks`() throws {
        #expect(try render("<{{lambda}}{{{lambda}}}", ["lambda": lambda { _ in ">" }]) == "<&gt;>")
    }

    @Test func `each tag asks again`() throws {
        let calls = Counter()
        let context: Value = ["lambda": lambda { _ in "\(calls.next())" }]
        #expect(try render("{{lambda}} {{{lambda}}} {{lambda}}", context) == "1 2 3")
    }

    @Test func `a section's lambda gets the text between the tags as it is written`() throws {
        let context: Value = ["lambda": lambda { $0 == "{{x}} {{! y }}" ? "yes" : "no" }, "x": "Error!"]
        #expect(try render("<{{#lambda}}{{x}} {{! y }}{{/lambda}}>", context) == "<yes>")
    }

    /// The lines of the tags belong to the tags.
    @Test func `a section alone on its lines gives its inner lines`() throws {
        let context: Value = ["lambda": lambda { "[\($0 ?? "")]" }]
        #expect(try render("a\n  {{#lambda}}\n  b\n  {{/lambda}}\nc", context) == "a\n[  b\n]c")
    }

    @Test func `a section's answer has the delimiters of the section`() throws {
        let context: Value = [
            "planet": "Earth", "lambda": lambda { "\($0 ?? "")\("{{planet}} => |planet|")\($0 ?? "")" },
        ]
        #expect(try render("{{= | | =}}<|#lambda|-|/lambda|>", context) == "<-{{planet}} => Earth->")
    }

    @Test func `a section's lambda is asked once for each section`() throws {
        let context: Value = ["lambda": lambda { "__\($0 ?? "")__" }]
        #expect(try render("{{#lambda}}a{{/lambda}} {{#lambda}}b{{/lambda}}", context) == "__a__ __b__")
    }

    /// It is no value to be seen from within.
    @Test func `a lambda is not put on the context stack`() throws {
        let context: Value = [
            "planet": "Earth", "star": "Sun", "lambda": lambda { "{{star}}\($0 ?? ""){{.}}" },
        ]
        #expect(try render("{{#planet}}{{#lambda}} & {{/lambda}}{{/planet}}", context) == "Sun & Earth")
    }

    @Test func `what an answer renders to is not read again`() throws {
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

    @Test func `answers may include partials and fill blocks`() throws {
        let template = try Template(
            "{{#lambda}}{{$b}}default{{/b}}{{/lambda}}{{lambda}}",
            partials: ["p": "P{{$b}}d{{/b}}"])
        #expect(try template.render(["lambda": lambda { ($0 ?? "") + "{{>p}}" }]) == "defaultPdPd")
        let page = try Template(
            "{{<layout}}{{$b}}filled{{/b}}{{/layout}}",
            partials: ["layout": "{{#lambda}}{{$b}}default{{/b}}{{/lambda}}"])
        #expect(try page.render(["lambda": lambda { "[\($0 ?? "")]" }]) == "[filled]")
    }

    @Test func `an answer is indented as the section it stands for`() throws {
        let template = try Template(
            "  {{>p}}", partials: ["p": "a\n{{#lambda}}\nb\n{{/lambda}}\nc{{#lambda}}d\ne{{/lambda}}\n"])
        #expect(try template.render(["lambda": lambda { $0 ?? "" }]) == "  a\n  b\n  cd\n  e\n")
    }

    @Test func `a broken answer is an error that names its tag`() throws {
        let template = try Template("a\n {{#lambda}}{{/lambda}}", name: "page")
        let error = #expect(throws: TemplateError.self) {
            try template.render(["lambda": lambda { _ in "\n{{" }])
        }
        #expect(error?.description == "page:2:2: the lambda's answer:2:1: expected }} to end this tag")
    }

    @Test func `a lambda that asks for itself without end is an error`() throws {
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
