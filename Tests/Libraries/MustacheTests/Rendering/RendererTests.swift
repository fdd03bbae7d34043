import Mustache
import Testing

/// Every rendering ends, whatever the templates and the context.
@Suite struct RendererTests {
    @Test func `refuses recursion without end, with its position`() {
        let error = #expect(throws: TemplateError.self) {
            try render("{{>self}}", partials: ["self": "a\n {{>self}}"])
        }
        let message =
            "expected an end to this recursion, found more than 200 sections and templates within each other"
        #expect(error?.description == "self:2:2: \(message)")
    }

    @Test(arguments: [
        ["self": "{{<self}}{{$a}}{{/a}}{{/self}}"], ["self": "{{#yes}}{{>self}}{{/yes}}"],
        ["self": "{{>*me}}"], ["self": "{{>b}}", "b": "{{>c}}", "c": "{{>self}}"],
        ["self": "{{<b}}{{$a}}{{>self}}{{/a}}{{/b}}", "b": "{{$a}}{{/a}}"],
    ])
    func `refuses endless recursion of any kind`(partials: [String: String]) {
        #expect(throws: TemplateError.self) {
            try render("{{>self}}", ["yes": true, "me": "self"], partials: partials)
        }
    }

    @Test func `renders recursion of a reasonable depth`() throws {
        var tree: Value = ["nodes": []]
        for _ in 0..<90 { tree = ["nodes": [tree]] }
        let rendering = try render("{{>node}}", tree, partials: ["node": ".{{#nodes}}{{>node}}{{/nodes}}"])
        #expect(rendering == String(repeating: ".", count: 91))
    }

    /// Each level doubles the work: it would end, but after far too long.
    @Test func `refuses a page that would take too long`() {
        var partials = ["64": "{{v}}"]
        for level in 0..<64 { partials["\(level)"] = "{{>\(level + 1)}}{{>\(level + 1)}}" }
        #expect(throws: TemplateError.self) { try render("{{>0}}", partials: partials) }
    }

    /// Results are compiled for each tag, which takes longer than rendering them.
    @Test func `refuses a page whose lambdas would take too long`() {
        let result = String(repeating: "{{v}}", count: 1_000)
        let context: Value = [
            "list": .list(Array(repeating: 1, count: 10_000)), "lambda": .lambda(Lambda { _ in result }),
        ]
        #expect(throws: TemplateError.self) { try render("{{#list}}{{lambda}}{{/list}}", context) }
        #expect(throws: TemplateError.self) {
            try render("{{#list}}{{#lambda}}{{/lambda}}{{/list}}", context)
        }
    }

    /// A truncated page must not be taken for a whole one.
    @Test(arguments: ["{{a}}", "{{lambda}}", "{{#lambda}}{{/lambda}}"])
    func `refuses a page whose last tag exceeds the size limit`(tag: String) {
        let text = String(repeating: "0123456789", count: 10_000)
        let long = String(repeating: "{{a}}", count: 700)
        let context: Value = ["a": .string(text), "lambda": .lambda(Lambda { _ in long })]
        #expect(throws: TemplateError.self) { try render(tag == "{{a}}" ? long : tag, context) }
    }

    @Test func `refuses a page that would fill the memory`() {
        let text = String(repeating: "0123456789", count: 10_000)
        let list = Value.list(Array(repeating: .string(text), count: 1_000))
        #expect(throws: TemplateError.self) { try render("{{#list}}{{.}}{{/list}}", ["list": list]) }
    }
}
