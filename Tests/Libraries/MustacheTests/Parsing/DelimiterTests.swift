import Mustache
import Testing

/// `{{=<% %>=}}`: other delimiters, for text that is full of braces.
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
    func `tags after it use the new delimiters and only those`(template: String, expected: String) throws {
        #expect(try render(template, ["text": "Hey"]) == expected)
    }

    @Test func `every kind of tag uses them`() throws {
        let template =
            "{{=<% %>=}}<%#a%><%&b%><%{b}%><%/a%><%^c%><%! no %><%>p%><%/c%><%<p%><%/p%><%$d%>e<%/d%>"
        #expect(try render(template, ["a": true, "b": "<"], partials: ["p": "P"]) == "<<PPe")
    }

    @Test func `they last past the section they were set in`() throws {
        #expect(try render("{{#a}}{{=| |=}}|b||/a||b|", ["a": true, "b": 1]) == "11")
    }

    /// A file says by itself how it is to be read.
    @Test func `they end with the template they were set in`() throws {
        let partials = ["p": "{{b}}{{=| |=}}|b|"]
        #expect(try render("{{>p}}{{b}}|b|", ["b": 1], partials: partials) == "111|b|")
        #expect(try render("{{=| |=}}|>p||b|", ["b": 1], partials: partials) == "111")
    }

    @Test func `padding around the tag stays`() throws {
        #expect(try render("| {{=@ @=}} |") == "|  |")
        #expect(try render(" | {{=@ @=}}\n") == " | \n")
    }
}
