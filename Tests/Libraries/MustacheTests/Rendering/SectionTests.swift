import Mustache
import Testing

/// `{{#name}}…{{/name}}`: text that depends on a value, or is repeated for each item of a list.
@Suite struct SectionTests {
    /// JSON's `!!data`, as the specification has it: what a person would call nothing is false.
    static let falseValues: [Value] = [nil, false, 0, 0.0, .double(.nan), "", []]
    static let trueValues: [Value] = [true, 1, -1, 0.5, "0", " ", [false], [:], ["a": 1]]

    @Test(arguments: falseValues)
    func `a false value leaves the section out`(value: Value) throws {
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

    /// The items are the list's; what they are decides nothing.
    @Test func `false items of a list are rendered too`() throws {
        #expect(
            try render("{{#list}}({{.}}){{/list}}", ["list": [0, false, nil, "", []]]) == "(0)(false)()()()")
    }

    /// Strings are sequences of characters in some languages, but not here.
    @Test func `a text renders the section once`() throws {
        #expect(try render("{{#text}}x{{/text}}", ["text": "123"]) == "x")
    }

    @Test func `the current item is a dot`() throws {
        #expect(
            try render("{{#list}}({{.}}){{/list}}", ["list": ["a", 1, 2.5, true]]) == "(a)(1)(2.5)(true)")
        #expect(try render("{{#list}}({{.}}{{{.}}}{{&.}}){{/list}}", ["list": ["<"]]) == "(&lt;<<)")
        #expect(try render("{{#name}}{{.}} is {{name}}{{/name}}", ["name": "Ada"]) == "Ada is Ada")
    }

    @Test func `lists of lists are opened with a dot`() throws {
        let rows: Value = [[1, 2, 3], ["a", "b"]]
        #expect(try render("{{#rows}}({{#.}}{{.}}{{/.}}){{/rows}}", ["rows": rows]) == "(123)(ab)")
        #expect(try render("{{#.}}({{#.}}{{.}}{{/.}}){{/.}}", rows) == "(123)(ab)")
    }

    @Test func `the context itself may be any value`() throws {
        #expect(try render("Hello, {{.}}!", "world") == "Hello, world!")
        #expect(try render("{{#.}}{{n}}{{/.}}", [["n": 1], ["n": 2]]) == "12")
        #expect(try render("{{#.}}yes{{/.}}{{^.}}no{{/.}}", false) == "no")
    }

    @Test func `a section sees its object first and then what surrounds it`() throws {
        let context: Value = ["a": "outer a", "b": "outer b", "object": ["b": "inner b"]]
        #expect(
            try render("{{#object}}{{a}}, {{b}}{{/object}}, {{b}}", context) == "outer a, inner b, outer b")
    }

    /// Null is a value: the inner object says that there is nothing.
    @Test func `a null inside hides a value outside`() throws {
        #expect(try render("[{{#object}}{{a}}{{/object}}]", ["a": "outer", "object": ["a": nil]]) == "[]")
    }

    @Test func `items see everything around their list`() throws {
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

    @Test func `sections may be repeated and put within each other, themselves too`() throws {
        let template =
            "{{#yes}}a{{#yes}}b{{/yes}}c{{/yes}} {{#no}}d{{#yes}}e{{/yes}}{{/no}} {{#yes}}f{{/yes}}"
        #expect(try render(template, ["yes": true, "no": false]) == "abc  f")
    }

    @Test func `dotted names name sections`() throws {
        #expect(try render("{{#a.b}}{{c}}{{/a.b}}", ["a": ["b": ["c": 1]]]) == "1")
    }

    @Test func `padding within the tags does not matter`() throws {
        #expect(try render("{{# v }}x{{/ v }}{{ #v}}y{{/v\t}}", ["v": true]) == "xy")
    }
}
