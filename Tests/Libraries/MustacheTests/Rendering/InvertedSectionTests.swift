import Mustache
import Testing

/// `{{^name}}…{{/name}}` is rendered for a false value.
@Suite struct InvertedSectionTests {
    @Test(arguments: SectionTests.falseValues)
    func `a false value renders the section`(value: Value) throws {
        #expect(try render("[{{^v}}section{{/v}}]", ["v": value]) == "[section]")
    }

    @Test(arguments: SectionTests.trueValues)
    func `a true value omits the section`(value: Value) throws {
        #expect(try render("[{{^v}}section{{/v}}]", ["v": value]) == "[]")
    }

    @Test func `a missing value renders the section`() throws {
        #expect(try render("[{{^v}}section{{/v}}{{^a.b}}!{{/a.b}}]", ["a": [:]]) == "[section!]")
    }

    /// A false value is not pushed: names have the same values as around the section.
    @Test func `an inverted section does not change the context`() throws {
        #expect(try render("{{#a}}{{^none}}{{b}}{{.c}}{{/none}}{{/a}}", ["a": ["c": 2], "b": 1]) == "12")
    }

    @Test func `a section and its inverse are alternatives`() throws {
        let template = "{{#v}}some{{/v}}{{^v}}none{{/v}}"
        #expect(try render(template, ["v": [1]]) == "some")
        #expect(try render(template, ["v": []]) == "none")
    }
}
