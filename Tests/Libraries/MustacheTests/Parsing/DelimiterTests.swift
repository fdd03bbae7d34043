import Mustache
import Testing

/// `{{=<% %>=}}` sets other delimiters, for text that is full of braces.
@Suite struct DelimiterTests {
    @Test(arguments: [
        ("{{=<% %>=}}(<%text%>)", "(Hey)"),
        ("({{=[ ]=}}[text])", "(Hey)"),
        ("{{=| |=}}|text|{{text}}", "Hey{{text}}"),
        ("{{= $$$   $$$ =}}$$$text$$$", "Hey"),
        ("{{={{ }}=}}{{text}}", "Hey"),
        ("{{=<% %>=}}<%={{ }}=%>{{text}}<%text%>", "Hey<%text%>"),
        ("{{=« »=}}«text»", "Hey"),
    ])
    func `later tags use the new delimiters and only those`(template: String, expected: String) throws {
        #expect(try render(template, ["text": "Hey"]) == expected)
    }

    @Test func `every kind of tag uses the new delimiters`() throws {
        let template =
            "{{=<% %>=}}<%#a%><%&b%><%{b}%><%/a%><%^c%><%! no %><%>p%><%/c%><%<p%><%/p%><%$d%>e<%/d%>"
        #expect(try render(template, ["a": true, "b": "<"], partials: ["p": "P"]) == "<<PPe")
    }

    @Test func `delimiters set in a section stay in force after it`() throws {
        #expect(try render("{{#a}}{{=| |=}}|b||/a||b|", ["a": true, "b": 1]) == "11")
    }

    /// Each file declares the delimiters that it is written with.
    @Test func `delimiters do not apply to other templates`() throws {
        let partials = ["p": "{{b}}{{=| |=}}|b|"]
        #expect(try render("{{>p}}{{b}}|b|", ["b": 1], partials: partials) == "111|b|")
        #expect(try render("{{=| |=}}|>p||b|", ["b": 1], partials: partials) == "111")
    }

    @Test func `keeps blanks around the tag`() throws {
        #expect(try render("| {{=@ @=}} |") == "|  |")
        #expect(try render(" | {{=@ @=}}\n") == " | \n")
    }
}
