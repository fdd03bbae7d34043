import Mustache
import Testing

/// A partial whose tag is alone on its line is indented like the tag.
@Suite struct PartialIndentationTests {
    @Test(arguments: [
        ("  {{>p}}\n>", ">\n>", "  >\n  >>"),
        (">\n  {{>p}}", ">\n>", ">\n  >\n  >"),
        ("\t{{>p}}\n", "a\nb\n", "\ta\n\tb\n"),
        ("|\r\n{{>p}}\r\n|", ">", "|\r\n>|"),
        ("  {{>p}}\r\n", "a\r\nb\r\n", "  a\r\n  b\r\n"),
    ])
    func `each line of the partial gets the blanks before the tag`(
        template: String, partial: String, expected: String
    ) throws {
        #expect(try render(template, partials: ["p": partial]) == expected)
    }

    /// The specification indents each line.
    @Test func `indents empty lines too`() throws {
        #expect(try render("  {{>p}}\n", partials: ["p": "a\n\nb\n"]) == "  a\n  \n  b\n")
    }

    @Test func `does not indent lines that are removed`() throws {
        let partials = ["p": "{{#v}}\na\n{{/v}}\n{{!note}}\n"]
        #expect(try render("  {{>p}}\n", ["v": [1, 2]], partials: partials) == "  a\n  a\n")
    }

    /// Lines are indented before values are inserted.
    @Test func `does not indent lines within a value`() throws {
        let partials = ["p": "|\n{{{v}}}{{{v}}}\n|\n"]
        #expect(try render("  {{>p}}\n", ["v": "<\n->"], partials: partials) == "  |\n  <\n-><\n->\n  |\n")
    }

    @Test func `a tag that shares its line does not indent the partial`() throws {
        #expect(try render("  {{v}}  {{>p}}\n", ["v": "|"], partials: ["p": ">\n>"]) == "  |  >\n>\n")
        #expect(try render("| {{>p}} |", partials: ["p": "\t|\t"]) == "| \t|\t |")
    }

    @Test func `adds the indentations of partials within each other`() throws {
        let partials = ["outer": "o\n  {{>inner}}\no\n", "inner": "i\n{{#v}}\n  v\n{{/v}}\n"]
        #expect(try render(" {{>outer}}\n", ["v": true], partials: partials) == " o\n   i\n     v\n o\n")
    }

    @Test func `indents a list whose second item begins within a line`() throws {
        let partials = ["p": "{{#list}}<{{.}}\n{{/list}}x\n"]
        #expect(try render("  {{>p}}", ["list": [1, 2]], partials: partials) == "  <1\n  <2\n  x\n")
    }

    @Test func `recursion adds indentation at each level`() throws {
        let tree: Value = [
            "n": 1, "nodes": [["n": 2, "nodes": [["n": 3, "nodes": []]]], ["n": 4, "nodes": []]],
        ]
        let partials = ["node": "- {{n}}\n{{#nodes}}\n  {{>node}}\n{{/nodes}}\n"]
        #expect(try render("{{>node}}", tree, partials: partials) == "- 1\n  - 2\n    - 3\n  - 4\n")
        #expect(try render("  {{>node}}", tree, partials: partials) == "  - 1\n    - 2\n      - 3\n    - 4\n")
    }

    @Test func `recursion within a line adds no indentation`() throws {
        let partials = ["node": "{\n{{n}}{{#node}} {{>node}}{{/node}}\n}"]
        let context: Value = ["n": 1, "node": ["n": 2, "node": nil]]
        #expect(try render("  {{>node}}\n", context, partials: partials) == "  {\n  1 {\n2\n}\n  }")
    }
}
