import Mustache
import Testing

/// `{{a.b.c}}` is a value within a value.
@Suite struct DottedNameTests {
    private let nested: Value = ["a": ["b": ["c": ["name": "deep"]]], "b": ["c": ["name": "wrong"]]]

    @Test func `a dotted name is equivalent to nested sections`() throws {
        #expect(try render("{{a.b.c.name}}", nested) == "deep")
        #expect(try render("{{#a}}{{#b}}{{#c}}{{name}}{{/c}}{{/b}}{{/a}}", nested) == "deep")
        #expect(try render("{{{a.b.c.name}}} {{&a.b.c.name}}", nested) == "deep deep")
    }

    @Test func `looks up the first part on the whole context stack, innermost first`() throws {
        #expect(try render("{{#a}}{{b.c.name}}{{/a}}", nested) == "deep")
        #expect(try render("{{#a}}{{a.b.c.name}}{{/a}}", nested) == "deep")
    }

    /// Otherwise a page would show a field of another object.
    @Test func `looks up further parts only in the value of the part before`() throws {
        #expect(try render("[{{a.b.name}}]", ["a": ["b": [:]], "name": "outer"]) == "[]")
        #expect(try render("[{{a.c.name}}]", nested) == "[]")
        #expect(try render("[{{#a}}{{b.c}}{{/a}}]", ["a": ["b": [:]], "b": ["c": "outer"]]) == "[]")
    }

    @Test(arguments: [Value.null, false, 0, "text", [1], ["x": 1]])
    func `a dotted name with a missing part renders nothing and is false`(value: Value) throws {
        let template = "[{{a.b.c}}{{#a.b.c}}section{{/a.b.c}}{{^a.b.c}}inverted{{/a.b.c}}]"
        #expect(try render(template, ["a": ["b": value]]) == "[inverted]")
    }

    /// A dot always separates parts, so a key can't contain one.
    @Test func `never finds a key with a dot in it`() throws {
        #expect(try render("[{{a.b}}]", ["a.b": "key"]) == "[]")
        #expect(try render("[{{a.b}}]", ["a.b": "key", "a": ["b": "path"]]) == "[path]")
    }

    @Test func `a leading dot looks up a name in the current item only`() throws {
        let template = "{{#empty}}[{{.name}}]{{/empty}}{{#full}}[{{.name}}{{.inner.name}}]{{/full}}"
        let context: Value = [
            "empty": ["x": 1], "full": ["name": "here", "inner": ["name": "there"]], "name": "outer",
        ]
        #expect(try render(template, context) == "[][herethere]")
    }
}
