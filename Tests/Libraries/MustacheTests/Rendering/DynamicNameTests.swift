import Mustache
import Testing

/// `{{>*name}}` includes the template that the context names, for lists of items of different kinds.
@Suite struct DynamicNameTests {
    private let partials = ["text": "[{{content}}]", "image": "<{{url}}>", "block": "a\n{{v}}\n"]

    @Test func `the value names the template`() throws {
        let items: Value = [["kind": "text", "content": "hi"], ["kind": "image", "url": "x"]]
        #expect(try render("{{#.}}{{>*kind}}{{/.}}", items, partials: partials) == "[hi]<x>")
        #expect(try render("{{> * kind }}", ["kind": "text"], partials: partials) == "[]")
    }

    @Test func `the asterisk is not part of the name`() throws {
        #expect(try render("{{>*kind}}", ["kind": "text", "*kind": "image"], partials: partials) == "[]")
    }

    @Test func `resolves a dotted name without pushing its values`() throws {
        let context: Value = ["a": ["kind": "text", "content": "inner"], "content": "outer"]
        #expect(try render("{{>*a.kind}}", context, partials: partials) == "[outer]")
        #expect(
            try render("({{>*kind.a}})", ["kind": "text", "text": ["a": "image"]], partials: partials) == "()"
        )
    }

    /// The context is data: a value without a template must not break the page.
    @Test(arguments: [Value.string("unknown"), nil, 1, true, ["text"], ["text": 1], ""])
    func `a value that names no template renders nothing`(value: Value) throws {
        #expect(try render("({{>*kind}}{{>*missing}})", ["kind": value], partials: partials) == "()")
    }

    /// A value names a template, not another value.
    @Test func `looks up a name only once`() throws {
        #expect(try render("({{>**kind}})", ["kind": "other", "other": "text"], partials: partials) == "()")
    }

    @Test func `a dynamic partial is indented like any partial`() throws {
        #expect(
            try render("(\n  {{>*kind}}\n)", ["kind": "block", "v": "1\n2"], partials: partials)
                == "(\n  a\n  1\n2\n)")
        #expect(try render("( {{>*kind}} )", ["kind": "block", "v": 1], partials: partials) == "( a\n1\n )")
    }

    @Test func `a dynamic partial may include itself`() throws {
        let partials = ["node": "{{n}}<{{#nodes}}{{>*kind}}{{/nodes}}>"]
        let tree: Value = ["kind": "node", "n": 1, "nodes": [["n": 2, "nodes": [["n": 3, "nodes": []]]]]]
        #expect(try render("{{>*kind}}", tree, partials: partials) == "1<2<3<>>>")
    }

    @Test func `recursion adds indentation at each level`() throws {
        let partials = ["node": "{{n}}\n{{#nodes}}\n  {{>*kind}}\n{{/nodes}}\n"]
        let tree: Value = ["kind": "node", "n": 1, "nodes": [["n": 2, "nodes": [["n": 3, "nodes": []]]]]]
        #expect(try render(" {{>*kind}}\n", tree, partials: partials) == " 1\n   2\n     3\n")
    }

    @Test func `the context may name a parent`() throws {
        let partials = [
            "one": "1{{$a}}default{{/a}}", "two": "2{{$a}}default{{/a}}{{>three}}", "three": "3{{$a}}d{{/a}}",
        ]
        let template = "{{<*kind}}{{$a}}argument{{/a}}{{/*kind}}"
        #expect(try render(template, ["kind": "one"], partials: partials) == "1argument")
        #expect(try render(template, ["kind": "two"], partials: partials) == "2argument3argument")
        #expect(try render(template, ["kind": "four"], partials: partials) == "")
    }
}
