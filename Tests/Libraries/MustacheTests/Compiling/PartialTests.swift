import Mustache
import Testing

/// `{{>name}}` includes another template.
@Suite struct PartialTests {
    @Test func `a partial is replaced by the template it names`() throws {
        #expect(try render("\"{{>text}}\"", partials: ["text": "from partial"]) == "\"from partial\"")
        #expect(try render("{{> text }}", partials: ["text": "[]"]) == "[]")
    }

    @Test func `a partial is rendered in the context of its tag`() throws {
        let partials = ["p": "{{name}}{{>q}}", "q": "({{.}})"]
        #expect(
            try render("{{#list}}{{>p}};{{/list}}", ["list": [1, 2], "name": "n"], partials: partials)
                == "n(1);n(2);")
    }

    /// Optional partials need not exist.
    @Test func `a missing partial is empty, or an error on request`() throws {
        #expect(try render("[{{>none}}]") == "[]")
        #expect(throws: TemplateError.self) { try Template("[{{>none}}]", missing: .refused) }
    }

    @Test func `a partial may include itself down to the depth of the context`() throws {
        let tree: Value = [
            "name": "a",
            "nodes": [["name": "b", "nodes": [["name": "c", "nodes": []]]], ["name": "d", "nodes": []]],
        ]
        let partials = ["node": "{{name}}<{{#nodes}}{{>node}}{{/nodes}}>"]
        #expect(try render("{{>node}}", tree, partials: partials) == "a<b<c<>>d<>>")
    }

    @Test func `partials may include each other recursively`() throws {
        let partials = ["even": "e{{#next}}{{>odd}}{{/next}}", "odd": "o{{#next}}{{>even}}{{/next}}"]
        let context: Value = ["next": ["next": ["next": ["next": nil]]]]
        #expect(try render("{{>even}}", context, partials: partials) == "eoeo")
    }

    @Test(arguments: ["a", "shared/head", "a.b", "ä-1"])
    func `a partial's name may have slashes, dots and letters beyond ASCII`(name: String) throws {
        #expect(try render("{{>\(name)}}", partials: [name: "found"]) == "found")
    }
}
