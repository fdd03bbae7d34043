import Mustache
import Testing

/// An argument gets the indentation of the block it replaces, whatever indentation it is written with, so that both the
/// page and its layout can be laid out readably.
///
/// The reasons are in https://github.com/mustache/spec/issues/130.
@Suite struct BlockIndentationTests {
    private func render(page: String, layout: String) throws -> String {
        try MustacheTests.render(page, partials: ["layout": layout])
    }

    @Test func `a parent alone on its lines indents its template`() throws {
        #expect(try render(page: "a\n  {{<layout}}{{/layout}}\nb", layout: "1\n2\n") == "a\n  1\n  2\nb")
        let page = "a\n  {{<layout}}\n    {{$x}}3{{/x}}\n  {{/layout}}\nb"
        #expect(try render(page: page, layout: "1\n{{$x}}2{{/x}}\n") == "a\n  1\n  3\nb")
    }

    @Test(arguments: [
        "x {{<layout}}{{/layout}}\n", "{{<layout}}{{/layout}} x\n",
        " {{<layout}}{{/layout}} {{<layout}}{{/layout}}\n",
    ])
    func `a parent that shares its line does not indent its template`(page: String) throws {
        let expected = page.replacing("{{<layout}}{{/layout}}", with: "1\n2")
        #expect(try render(page: page, layout: "1\n2") == expected)
    }

    @Test func `an argument loses the indentation of its first line`() throws {
        let page = "{{<layout}}\n  {{$x}}\n      one\n        two\n    three\n  {{/x}}\n{{/layout}}\n"
        #expect(try render(page: page, layout: "{{$x}}{{/x}}") == "one\n  two\nthree\n")
    }

    @Test func `an argument that begins on its tag's line keeps its indentation`() throws {
        #expect(
            try render(page: "{{<layout}}{{$x}}one\n    two{{/x}}{{/layout}}", layout: "[{{$x}}{{/x}}]")
                == "[one\n    two]")
    }

    @Test func `removes the line of an argument's opening tag, whatever precedes the tag`() throws {
        #expect(
            try render(page: "{{<layout}}{{$x}}\none\n{{/x}}{{/layout}}", layout: "[{{$x}}{{/x}}]")
                == "[one\n]")
        #expect(
            try render(page: "{{<layout}} text {{$x}}  \r\none{{/x}}{{/layout}}", layout: "[{{$x}}{{/x}}]")
                == "[one]")
    }

    /// The default shows how far an argument has to be indented; without one, the tag does.
    @Test(arguments: [
        ("a\n{{$x}}\n  default\n{{/x}}\nb\n", "a\n  one\n  two\nb\n"),
        ("a\n  {{$x}}\n  {{/x}}\nb\n", "a\n  one\n  two\nb\n"),
        ("a\n  {{$x}}\n    default\n  {{/x}}\nb\n", "a\n    one\n    two\nb\n"),
        ("a\n  {{$x}}\ndefault\n  {{/x}}\nb\n", "a\none\ntwo\nb\n"),
        ("a\n  {{$x}}\n\n    default\n  {{/x}}\nb\n", "a\n    one\n    two\nb\n"),
    ])
    func `an argument is indented like the default of the block it replaces`(layout: String, expected: String)
        throws
    {
        #expect(
            try render(page: "{{<layout}}{{$x}}\n    one\n    two\n{{/x}}{{/layout}}\n", layout: layout)
                == expected)
    }

    /// The pair is alone on its line, so the argument is too; the line's end is the layout's.
    @Test(arguments: ["  {{$x}}{{/x}}\n", "  {{$x}}default{{/x}}\n", "  {{$x}}default\n  default{{/x}}\n"])
    func `a pair of tags alone on its lines indents an argument like its first tag`(pair: String) throws {
        #expect(
            try render(page: "{{<layout}}{{$x}}\none\ntwo{{/x}}{{/layout}}", layout: "a\n\(pair)b\n")
                == "a\n  one\n  two\nb\n")
    }

    @Test(arguments: ["a {{$x}}default{{/x}}\nb\n", "{{$x}}default{{/x}} a\nb\n"])
    func `a block that shares its lines takes an argument as it is`(layout: String) throws {
        let expected = layout.replacing("{{$x}}default{{/x}}", with: "one\n  two")
        #expect(
            try render(page: "{{<layout}}{{$x}}\n    one\n      two{{/x}}{{/layout}}", layout: layout)
                == expected)
    }

    @Test(arguments: [
        ("  {{$x}}\n    default\n  {{/x}}\n", "    default\n"), ("  {{$x}}default{{/x}}\n", "  default\n"),
        ("  {{$x}}default\n {{/x}}b\n", "  default\n b\n"),
        ("a {{$x}}\n default\n {{/x}}\n", "a \n default\n"),
        ("  {{$x}}\n default{{/x}} b\n", " default b\n"),
    ])
    func `a default keeps its indentation`(layout: String, expected: String) throws {
        #expect(try render(page: "{{>layout}}", layout: layout) == expected)
    }

    @Test func `the indentation of an included layout is added to that of its blocks`() throws {
        let page = "  {{<layout}}\n  {{$x}}\n  one\n  two\n  {{/x}}\n  {{/layout}}\n"
        #expect(try render(page: page, layout: "a\n {{$x}}\n {{/x}}\nb\n") == "  a\n   one\n   two\n  b\n")
    }

    @Test func `a block within an argument is indented relative to the argument`() throws {
        let partials = [
            "middle":
                "{{<layout}}{{$outer}}\n  one\n  {{$inner}}\n    two\n  {{/inner}}\n{{/outer}}{{/layout}}\n",
            "layout": "{{$outer}}default{{/outer}}",
        ]
        let page = "{{<middle}}{{$inner}}\nthree\n{{/inner}}{{/middle}}\n"
        #expect(try MustacheTests.render(page, partials: partials) == "one\n  three\n")
        #expect(try MustacheTests.render("{{>middle}}", partials: partials) == "one\n  two\n")
    }

    @Test func `removes an argument's indentation from the tags within it too`() throws {
        let partials = ["layout": " {{$x}}\n {{/x}}\n", "p": "p\nq\n"]
        let page =
            "{{<layout}}\n    {{$x}}\n    {{#v}}\n      {{v}}\n      {{>p}}\n    {{/v}}\n    {{/x}}\n{{/layout}}\n"
        #expect(try MustacheTests.render(page, ["v": 1], partials: partials) == "   1\n   p\n   q\n")
    }

    @Test func `tabs and spaces are different indentations`() throws {
        #expect(
            try render(page: "{{<layout}}{{$x}}\n\t\tone\n\t two\n{{/x}}{{/layout}}", layout: "{{$x}}{{/x}}")
                == "one\n two\n")
    }
}
