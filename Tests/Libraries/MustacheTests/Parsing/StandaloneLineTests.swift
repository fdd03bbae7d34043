import Mustache
import Testing

/// A tag that only structures the template is removed with its line when it is alone there, so that templates can be
/// laid out readably without empty lines in the rendering.
@Suite struct StandaloneLineTests {
    @Test(arguments: [
        "{{!note}}", "{{!two\nlines}}", "{{=<% %>=}}", "{{>empty}}", "{{<empty}}{{/empty}}", "{{>*none}}",
    ])
    func `removes the line of a tag that is alone on it`(tag: String) throws {
        let partials = ["empty": ""]
        #expect(try render("a\n\(tag)\nb", partials: partials) == "a\nb")
        #expect(try render("a\n  \(tag)\nb", partials: partials) == "a\nb", "blanks before it go too")
        #expect(try render("a\n\(tag) \t\nb", partials: partials) == "a\nb", "and blanks after it")
        #expect(try render("a\n\t\(tag)\nb", partials: partials) == "a\nb", "a tab is a blank")
        #expect(
            try render("a\r\n\(tag)\r\nb", partials: partials) == "a\r\nb", "a line may end the other way")
        #expect(try render("  \(tag)\nb", partials: partials) == "b", "it may be the first line")
        #expect(try render("a\n  \(tag)", partials: partials) == "a\n", "or the last, without an end")
        #expect(
            try render("a\n\n\(tag)\n\nb", partials: partials) == "a\n\n\nb", "empty lines around it stay")
    }

    @Test(arguments: ["#", "^"])
    func `removes the lines of a section's tags`(sigil: String) throws {
        let context: Value = ["v": .bool(sigil == "#")]
        let open = "{{\(sigil)v}}"
        #expect(try render("a\n\(open)\nb\n{{/v}}\nc", context) == "a\nb\nc")
        #expect(try render("a\n  \(open)\n  b\n  {{/v}}\nc", context) == "a\n  b\nc")
        #expect(try render("|\r\n\(open)\r\n{{/v}}\r\n|", context) == "|\r\n|")
        #expect(try render("  \(open)\n#{{/v}}\n/", context) == "#\n/")
        #expect(try render("#\(open)\n/\n  {{/v}}", context) == "#\n/\n")
    }

    /// On a line with content, white space is part of the content.
    @Test(arguments: [
        (" {{#v}}YES{{/v}}\n", " YES\n"), (" | {{#v}}\t|\t{{/v}} | \n", " | \t|\t | \n"),
        (" | {{#v}} {{! note }}\n {{/v}} | \n", " |  \n  | \n"), ("{{#v}}{{/v}}\n", "\n"),
        ("{{#v}} {{#v}}\nx{{/v}}{{/v}}\n", " \nx\n"), ("{{! a }}{{! b }}\n", "\n"),
        ("{{v}}{{! note }}\n", "true\n"),
    ])
    func `keeps the line of a tag that shares it`(template: String, expected: String) throws {
        #expect(try render(template, ["v": true]) == expected)
    }

    @Test func `a carriage return alone does not end a line`() throws {
        #expect(try render("a\r{{!note}}\rb") == "a\r\rb")
    }
}
