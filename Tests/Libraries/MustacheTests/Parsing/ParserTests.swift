import Mustache
import Testing

/// What does not nest is refused with its place and with what was expected there.
@Suite struct ParserTests {
    @Test(arguments: [
        ("{{#a}}", 1, 1, "expected {{/a}} to close this tag"),
        ("x\n {{^a.b}}y\n", 2, 2, "expected {{/a.b}} to close this tag"),
        ("{{#a}}{{#b}}{{/b}}", 1, 1, "expected {{/a}} to close this tag"),
        ("{{#a}}\n{{#b}}", 2, 1, "expected {{/b}} to close this tag"),
        ("{{<layout}}{{$b}}{{/b}}", 1, 1, "expected {{/layout}} to close this tag"),
        ("{{$block}}", 1, 1, "expected {{/block}} to close this tag"),
        ("{{<*name}}", 1, 1, "expected {{/*name}} to close this tag"),
        ("{{=<% %>=}}<%#a%>", 1, 12, "expected <%/a%> to close this tag"),
    ])
    func `what is left open is refused where it begins`(
        template: String, line: Int, column: Int, message: String
    ) {
        expect(template, isRefusedAt: line, column, message)
    }

    @Test(arguments: [
        ("{{/a}}", 1, 1, "expected an opening tag before {{/a}}"),
        ("{{#a}}{{/a}}\n{{/ a }}", 2, 1, "expected an opening tag before {{/ a }}"),
    ])
    func `what closes nothing is refused`(template: String, line: Int, column: Int, message: String) {
        expect(template, isRefusedAt: line, column, message)
    }

    @Test(arguments: [
        ("{{#a}}\n {{/b}}", 2, 2, "expected {{/a}} to close the tag of line 1, found {{/b}}"),
        ("{{#a}}{{^b}}{{/a}}{{/b}}", 1, 13, "expected {{/b}} to close the tag of line 1, found {{/a}}"),
        ("{{#a.b}}{{/a}}", 1, 9, "expected {{/a.b}} to close the tag of line 1, found {{/a}}"),
        ("\n{{<p}}{{/*p}}", 2, 7, "expected {{/p}} to close the tag of line 2, found {{/*p}}"),
        ("{{<*p}}{{/p}}", 1, 8, "expected {{/*p}} to close the tag of line 1, found {{/p}}"),
        ("{{<p}}{{$a}}{{/p}}", 1, 13, "expected {{/a}} to close the tag of line 1, found {{/p}}"),
    ])
    func `a closing tag of another name is refused`(template: String, line: Int, column: Int, message: String)
    {
        expect(template, isRefusedAt: line, column, message)
    }

    /// The stack of a thread is not endless.
    @Test func `tags within each other are refused beyond a hundred`() throws {
        let open = String(repeating: "{{#a}}", count: 100)
        let close = String(repeating: "{{/a}}", count: 100)
        #expect(try render("\(open)x\(close)", ["a": true]) == "x")
        expect(
            "\(open){{#a}}x{{/a}}\(close)", isRefusedAt: 1, 601, "expected at most 100 tags within each other"
        )
    }

    @Test func `an error in a partial is reported in the partial`() {
        let error = #expect(throws: TemplateError.self) {
            try Template("{{>head}}", partials: ["head": "ok\n{{#open}}"])
        }
        #expect(error?.description == "head:2:1: expected {{/open}} to close this tag")
    }
}
