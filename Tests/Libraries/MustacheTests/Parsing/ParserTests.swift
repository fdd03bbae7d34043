import Mustache
import Testing

/// Tags that are not properly nested are refused, with their position and what was expected there.
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
    func `refuses an element that is not closed, at its opening tag`(
        template: String, line: Int, column: Int, message: String
    ) {
        expect(template, isRefusedAt: line, column, message)
    }

    @Test(arguments: [
        ("{{/a}}", 1, 1, "expected an opening tag before {{/a}}"),
        ("{{#a}}{{/a}}\n{{/ a }}", 2, 1, "expected an opening tag before {{/ a }}"),
    ])
    func `refuses a closing tag without an opening tag`(
        template: String, line: Int, column: Int, message: String
    ) {
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
    func `refuses a closing tag with another name`(template: String, line: Int, column: Int, message: String)
    {
        expect(template, isRefusedAt: line, column, message)
    }

    /// A thread's stack is limited.
    @Test func `refuses more than a hundred tags within each other`() throws {
        let open = String(repeating: "{{#a}}", count: 100)
        let close = String(repeating: "{{/a}}", count: 100)
        #expect(try render("\(open)x\(close)", ["a": true]) == "x")
        expect(
            "\(open){{#a}}x{{/a}}\(close)", isRefusedAt: 1, 601, "expected at most 100 tags within each other"
        )
    }

    @Test func `reports an error in a partial at its position in the partial`() {
        let error = #expect(throws: TemplateError.self) {
            try Template("{{>head}}", partials: ["head": "ok\n{{#open}}"])
        }
        #expect(error?.description == "head:2:1: expected {{/open}} to close this tag")
    }
}
