import Mustache
import Testing

/// A tag that only structures the template, alone on its line, takes the line with it: templates are laid out
/// for their readers and leave no holes in what they render.
@Suite struct StandaloneLineTests {

    @Test(arguments: [
        "{{!note}}", "{{!two\nlines}}", "{{=<% %>=}}", "{{>empty}}", "{{<empty}}{{/empty}}", "{{>*none}}",
    ])
    func `the line of a lone tag goes with it`(tag: String) throws {
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
    func `the lines of a section's tags go with them`(sigil: String) throws {
        let context: Value = ["v": .bool(sigil == "#")]
        let open = "{{\(sigil)v}}"
        #expect(try render("a\n\(open)\nb\n{{/v}}\nc", context) == "a\nb\nc")
        #expect(try render("a\n  \(open)\n  b\n  {{/v}}\nc", context) == "a\n  b\nc")
        #expect(try render("|\r\n\(open)\r\n{{/v}}\r\n|", context) == "|\r\n|")
        #expect(try render("  \(open)\n#{{/v}}\n/", context) == "#\n/")
        #expect(try render("#\(open)\n/\n  {{/v}}", context) == "#\n/\n")
    }

    /// The white space of a line with content is part of the content.
    @Test(arguments: [
        (" {{#v}}YES{{/v}}\n", " YES\n"), (" | {{#v}}\t|\t{{/v}} | \n", " | \t|\t | \n"),
        (" | {{#v}} {{! note }}\n {{/v}} | \n", " |  \n  | \n"), ("{{#v}}{{/v}}\n", "\n"),
        ("{{#v}} {{#v}}\nx{{/v}}{{/v}}\n", " \nx\n"), ("{{! a }}{{! b }}\n", "\n"),
        ("{{v}}{{! note }}\n", "true\n"),
    ])
    func `a tag that shares its line leaves the line as it is`(template: String, expected: String) throws {
        #expect(try render(template, ["v": true]) == expected)
    }

    @Test func `a carriage return alone ends no line`() throws {
        #expect(try render("a\r{{!note}}\rb") == "a\r\rb")
    }
}
