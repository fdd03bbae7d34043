import Mustache
import Testing

/// `{{#name}}…{{/name}}` is rendered for a true value, or once for each item of a list.
@Suite struct SectionTests {
    /// The values for which JavaScript's `!!data` in the specification is false, and the empty list.
    static let falseValues: [Value] = [nil, false, 0, 0.0, .double(.nan), "", []]
    static let trueValues: [Value] = [true, 1, -1, 0.5, "0", " ", [false], [:], ["a": 1]]

    @Test(arguments: falseValues)
    func `a false value omits the section`(value: Value) throws {
        #expect(try render("[{{#v}}section{{/v}}]", ["v": value]) == "[]")
    }

    @Test(arguments: trueValues)
    func `a true value renders the section`(value: Value) throws {
        #expect(try render("[{{#v}}section{{/v}}]", ["v": value]) == "[section]")
    }

    @Test func `a missing value is false`() throws {
        #expect(try render("[{{#v}}section{{/v}}]") == "[]")
    }

    @Test func `a list renders the section once for each item`() throws {
        #expect(try render("{{#list}}{{n}};{{/list}}", ["list": [["n": 1], ["n": 2], ["n": 3]]]) == "1;2;3;")
    }

    /// Only the list decides, not the items' values.
    @Test func `renders false items of a list too`() throws {
        #expect(
            try render("{{#list}}({{.}}){{/list}}", ["list": [0, false, nil, "", []]]) == "(0)(false)()()()")
    }

    /// A string is not a list of characters.
    @Test func `a string renders the section once`() throws {
        #expect(try render("{{#text}}x{{/text}}", ["text": "123"]) == "x")
    }

    @Test func `a dot is the current item`() throws {
        #expect(
            try render("{{#list}}({{.}}){{/list}}", ["list": ["a", 1, 2.5, true]]) == "(a)(1)(2.5)(true)")
        #expect(try render("{{#list}}({{.}}{{{.}}}{{&.}}){{/list}}", ["list": ["<"]]) == "(&lt;<<)")
        #expect(try render("{{#name}}{{.}} is {{name}}{{/name}}", ["name": "Ada"]) == "Ada is Ada")
    }

    @Test func `a section named by a dot iterates over a list of lists`() throws {
        let rows: Value = [[1, 2, 3], ["a", "b"]]
        #expect(try render("{{#rows}}({{#.}}{{.}}{{/.}}){{/rows}}", ["rows": rows]) == "(123)(ab)")
        #expect(try render("{{#.}}({{#.}}{{.}}{{/.}}){{/.}}", rows) == "(123)(ab)")
    }

    @Test func `the context itself may be any value`() throws {
        #expect(try render("Hello, {{.}}!", "world") == "Hello, world!")
        #expect(try render("{{#.}}{{n}}{{/.}}", [["n": 1], ["n": 2]]) == "12")
        #expect(try render("{{#.}}yes{{/.}}{{^.}}no{{/.}}", false) == "no")
    }

    @Test func `looks up names in the section's object first, then in the context around it`() throws {
        let context: Value = ["a": "outer a", "b": "outer b", "object": ["b": "inner b"]]
        #expect(
            try render("{{#object}}{{a}}, {{b}}{{/object}}, {{b}}", context) == "outer a, inner b, outer b")
    }

    /// The inner object has a field of this name, and its value is null.
    @Test func `null in an inner object hides the value of an outer one`() throws {
        #expect(try render("[{{#object}}{{a}}{{/object}}]", ["a": "outer", "object": ["a": nil]]) == "[]")
    }

    @Test func `looks up names of items in everything around their list`() throws {
        let context: Value = [
            "top": [
                ["name": "A", "middle": [["name": 1, "bottom": [["leaf": "x"], ["leaf": "y"]]]]],
                ["title": "B", "middle": [["bottom": [["leaf": "z"]]]]],
            ],
            "title": "-",
        ]
        let template =
            "{{#top}}{{#middle}}{{#bottom}}{{title}}{{name}}{{leaf}} {{/bottom}}{{/middle}}{{/top}}"
        #expect(try render(template, context) == "-1x -1y Bz ")
    }

    @Test func `sections may be repeated and nested, also in themselves`() throws {
        let template =
            "{{#yes}}a{{#yes}}b{{/yes}}c{{/yes}} {{#no}}d{{#yes}}e{{/yes}}{{/no}} {{#yes}}f{{/yes}}"
        #expect(try render(template, ["yes": true, "no": false]) == "abc  f")
    }

    @Test func `a section may have a dotted name`() throws {
        #expect(try render("{{#a.b}}{{c}}{{/a.b}}", ["a": ["b": ["c": 1]]]) == "1")
    }

    @Test func `ignores white space within the tags`() throws {
        #expect(try render("{{# v }}x{{/ v }}{{ #v}}y{{/v\t}}", ["v": true]) == "xy")
    }
}
