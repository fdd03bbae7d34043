import Mustache
import Testing

/// `{{name}}` inserts a value in the text.
@Suite struct VariableTests {
    @Test func `a variable is replaced by its value`() throws {
        #expect(try render("Hello, {{name}}! {{name}}?", ["name": "Ada"]) == "Hello, Ada! Ada?")
    }

    /// A value may be a customer's text; it must stay text inside an element and inside an attribute in either kind of
    /// quotes.
    @Test func `escapes the five special characters of HTML`() throws {
        #expect(
            try render("{{text}}", ["text": #"a & b < c > d " e ' f &amp;"#])
                == "a &amp; b &lt; c &gt; d &quot; e &#39; f &amp;amp;")
        #expect(try render("{{text}}", ["text": "&"]) == "&amp;")
        #expect(try render("{{text}}", ["text": "<<>>"]) == "&lt;&lt;&gt;&gt;")
    }

    /// Both are easy to notice in a review.
    @Test(arguments: ["{{{text}}}", "{{&text}}", "{{{ text }}}", "{{& text }}", "{{ &text}}"])
    func `three braces or an ampersand leave a value unescaped`(template: String) throws {
        #expect(try render(template, ["text": "<b> & \"'"]) == "<b> & \"'")
    }

    /// Otherwise a customer's input would be run as a template.
    @Test func `never parses a value as a template`() throws {
        #expect(try render("{{a}} {{{a}}}", ["a": "{{b}}", "b": "no"]) == "{{b}} {{b}}")
    }

    @Test func `renders text that is not ASCII unchanged`() throws {
        #expect(
            try render("Grüße, {{größe}} ✓ {{{größe}}}", ["größe": "日本語 𝄞 é"]) == "Grüße, 日本語 𝄞 é ✓ 日本語 𝄞 é")
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (-1, "-1"), (1_234_567_890, "1234567890"),
        (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
    ])
    func `writes integers in full`(number: Int, expected: String) throws {
        #expect(try render("{{n}} {{{n}}}", ["n": .int(number)]) == "\(expected) \(expected)")
    }

    /// In the specification, 1.210 renders as 1.21.
    @Test(arguments: [(1.21, "1.21"), (5.0, "5.0"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004")])
    func `writes decimals with their significant digits`(number: Double, expected: String) throws {
        #expect(try render("{{n}}", ["n": .double(number)]) == expected)
    }

    @Test func `writes Booleans as words`() throws {
        #expect(try render("{{yes}} {{no}}", ["yes": true, "no": false]) == "true false")
    }

    /// The specification prefers a page with a gap to no page; strict rendering reports the gap.
    @Test(arguments: [
        "{{missing}}", "{{{missing}}}", "{{&missing}}", "{{null}}", "{{a.missing}}", "{{missing.a}}",
    ])
    func `a missing or null value renders nothing`(tag: String) throws {
        #expect(try render("I (\(tag)) see", ["null": nil, "a": [:]]) == "I () see")
    }

    /// They have no obvious text; they are for sections.
    @Test func `lists and objects render nothing`() throws {
        #expect(try render("({{list}}{{object}})", ["list": [1, 2], "object": ["a": 1]]) == "()")
    }

    @Test(arguments: ["{{name}}", "{{ name }}", "{{\tname}}", "{{name   }}", "{{\n  name\n}}"])
    func `ignores white space within a tag`(template: String) throws {
        #expect(try render(template, ["name": "x"]) == "x")
    }

    /// A value is content, so its line is kept.
    @Test(arguments: ["{{name}}", "{{{name}}}", "{{&name}}"])
    func `a variable keeps the white space around it`(tag: String) throws {
        #expect(try render("| \(tag) |", ["name": "x"]) == "| x |")
        #expect(try render("  \(tag)\n", ["name": "x"]) == "  x\n")
        #expect(try render("\(tag)\r\n", ["name": "x"]) == "x\r\n")
    }
}
