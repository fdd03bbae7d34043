import Mustache
import Testing

/// `{{name}}`: a value in the text.
@Suite struct VariableTests {
    @Test func `a variable is replaced by its value`() throws {
        #expect(try render("Hello, {{name}}! {{name}}?", ["name": "Ada"]) == "Hello, Ada! Ada?")
    }

    /// A value is text of someone else's; whatever it holds must stay text inside an element and inside an
    /// attribute in either kind of quotes.
    @Test func `the five characters that HTML gives a meaning are escaped`() throws {
        #expect(
            try render("{{text}}", ["text": #"a & b < c > d " e ' f &amp;"#])
                == "a &amp; b &lt; c &gt; d &quot; e &#39; f &amp;amp;")
        #expect(try render("{{text}}", ["text": "&"]) == "&amp;")
        #expect(try render("{{text}}", ["text": "<<>>"]) == "&lt;&lt;&gt;&gt;")
    }

    /// Three braces or an ampersand stand out in a review.
    @Test(arguments: ["{{{text}}}", "{{&text}}", "{{{ text }}}", "{{& text }}", "{{ &text}}"])
    func `three braces or an ampersand leave a value unescaped`(template: String) throws {
        #expect(try render(template, ["text": "<b> & \"'"]) == "<b> & \"'")
    }

    /// Templates would otherwise run what customers type.
    @Test func `a value is never read as a template`() throws {
        #expect(try render("{{a}} {{{a}}}", ["a": "{{b}}", "b": "no"]) == "{{b}} {{b}}")
    }

    @Test func `text that is not ASCII passes unchanged`() throws {
        #expect(
            try render("Grüße, {{größe}} ✓ {{{größe}}}", ["größe": "日本語 𝄞 é"]) == "Grüße, 日本語 𝄞 é ✓ 日本語 𝄞 é")
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (-1, "-1"), (1_234_567_890, "1234567890"),
        (Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808"),
    ])
    func `whole numbers are written in full`(number: Int, expected: String) throws {
        #expect(try render("{{n}} {{{n}}}", ["n": .int(number)]) == "\(expected) \(expected)")
    }

    /// The specification's 1.210 is 1.21.
    @Test(arguments: [(1.21, "1.21"), (5.0, "5.0"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004")])
    func `decimals are written with the digits that matter`(number: Double, expected: String) throws {
        #expect(try render("{{n}}", ["n": .double(number)]) == expected)
    }

    @Test func `truth values are written as words`() throws {
        #expect(try render("{{yes}} {{no}}", ["yes": true, "no": false]) == "true false")
    }

    /// A page with a gap is better than no page, says the specification; strict rendering tells of the gap.
    @Test(arguments: [
        "{{missing}}", "{{{missing}}}", "{{&missing}}", "{{null}}", "{{a.missing}}", "{{missing.a}}",
    ])
    func `what is missing or null leaves nothing`(tag: String) throws {
        #expect(try render("I (\(tag)) see", ["null": nil, "a": [:]]) == "I () see")
    }

    /// There is no one way to write them; a list is for sections.
    @Test func `lists and objects leave nothing`() throws {
        #expect(try render("({{list}}{{object}})", ["list": [1, 2], "object": ["a": 1]]) == "()")
    }

    @Test(arguments: ["{{name}}", "{{ name }}", "{{\tname}}", "{{name   }}", "{{\n  name\n}}"])
    func `padding within a tag does not matter`(template: String) throws {
        #expect(try render(template, ["name": "x"]) == "x")
    }

    /// A value is content, so the line it stands on is too.
    @Test(arguments: ["{{name}}", "{{{name}}}", "{{&name}}"])
    func `a variable keeps the white space around it`(tag: String) throws {
        #expect(try render("| \(tag) |", ["name": "x"]) == "| x |")
        #expect(try render("  \(tag)\n", ["name": "x"]) == "  x\n")
        #expect(try render("\(tag)\r\n", ["name": "x"]) == "x\r\n")
    }
}
