import Mustache
import Testing

/// Malformed tags are refused, with their position and what was expected there.
@Suite struct TagScannerTests {
    @Test(arguments: [
        ("{{", 1, 1, "expected }} to end this tag"),
        ("a\nb {{name", 2, 3, "expected }} to end this tag"),
        ("{{name}", 1, 1, "expected }} to end this tag"),
        ("{{#", 1, 1, "expected }} to end this tag"),
        ("{{! a comment", 1, 1, "expected }} to end this tag"),
        ("x{{{name}}", 1, 2, "expected }}} to end this tag"),
        ("{{=<% %>", 1, 1, "expected =}} to end this tag"),
        ("{{=<% %>}}", 1, 1, "expected =}} to end this tag"),
        ("{{=<% %>=}}\n<%name}}", 2, 1, "expected %> to end this tag"),
        ("{{=| |=}}|{name|", 1, 10, "expected }| to end this tag"),
    ])
    func `refuses a tag without a closing delimiter, at its start`(
        template: String, line: Int, column: Int, message: String
    ) {
        expect(template, isRefusedAt: line, column, message)
    }

    /// Such a name is most likely two tags, the first of which was left open.
    @Test(arguments: [
        ("{{a b}}", 1, 1, "expected a name without spaces, then }} to end this tag"),
        ("é {{name\n{{other}}", 1, 3, "expected a name without spaces, then }} to end this tag"),
        ("{{a{{b}}", 1, 1, "expected a name without spaces, then }} to end this tag"),
        ("{{{a}} {{{b}}}", 1, 1, "expected a name without spaces, then }}} to end this tag"),
        ("{{{a}}{{{b}}}", 1, 1, "expected a name without spaces, then }}} to end this tag"),
        ("{{#a b}}{{/a b}}", 1, 1, "expected a name without spaces, then }} to end this tag"),
        ("{{>a b}}", 1, 1, "expected a name without spaces, then }} to end this tag"),
        ("{{>* a b}}", 1, 1, "expected a name without spaces, then }} to end this tag"),
    ])
    func `refuses a name with a space or a delimiter in it`(
        template: String, line: Int, column: Int, message: String
    ) {
        expect(template, isRefusedAt: line, column, message)
    }

    @Test(arguments: [
        "{{}}", "{{ }}", "{{{}}}", "{{&}}", "{{#}}", "{{^ }}", "{{/}}", "{{>}}", "{{<}}", "{{$}}", "{{>*}}",
        "{{<* }}",
    ])
    func `refuses a tag without a name`(tag: String) {
        expect("line\n \(tag)", isRefusedAt: 2, 2, "expected a name in this tag")
    }

    @Test(arguments: ["{{a..b}}", "{{a.}}", "{{..}}", "{{..a}}", "{{#a.}}{{/a.}}", "{{>*a..b}}"])
    func `refuses a dotted name with nothing between its dots`(tag: String) {
        expect(tag, isRefusedAt: 1, 1, "expected a name between the dots of this tag")
    }

    @Test(arguments: ["{{==}}", "{{= =}}", "{{=|=}}", "{{=| | |=}}", "{{=a= =b=}}", "{{=== ==}}"])
    func `refuses delimiters that are not two words without an equals sign`(tag: String) {
        expect(
            " \(tag)", isRefusedAt: 1, 2, "expected two delimiters without an equals sign, parted by a space")
    }

    /// Like the columns of editors, which count characters and not bytes.
    @Test func `columns count Unicode scalars`() {
        expect("日本語 é\n größe: ✓ {{", isRefusedAt: 2, 11, "expected }} to end this tag")
    }

    /// A file in Latin-1 would give a page that is not valid UTF-8.
    @Test func `refuses a template that is not UTF-8`() {
        let error = #expect(throws: TemplateError.self) {
            try Template(validating: Array("ab\nc".utf8) + [0xE9] + Array("d".utf8), name: "page")
        }
        #expect(error?.description == "page:2:2: expected text in UTF-8")
    }
}
