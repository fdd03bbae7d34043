import Mustache
import Testing

/// `{{^name}}…{{/name}}`: text for when there is nothing.
@Suite struct InvertedSectionTests {
    @Test(arguments: SectionTests.falseValues)
    func `a false value renders the section`(value: Value) throws {
        #expect(try render("[{{^v}}section{{/v}}]", ["v": value]) == "[section]")
    }

    @Test(arguments: SectionTests.trueValues)
    func `a true value leaves the section out`(value: Value) throws {
        #expect(try render("[{{^v}}section{{/v}}]", ["v": value]) == "[]")
    }

    @Test func `a missing value renders the section`() throws {
        #expect(try render("[{{^v}}section{{/v}}{{^a.b}}!{{/a.b}}]", ["a": [:]]) == "[section!]")
    }

    /// There is nothing to push: names mean what they mean around the section.
    @Test func `the context stays what it is`() throws {
        #expect(try render("{{#a}}{{^none}}{{b}}{{.c}}{{/none}}{{/a}}", ["a": ["c": 2], "b": 1]) == "12")
    }

    @Test func `with its section it makes either and or`() throws {
        let template = "{{#v}}some{{/v}}{{^v}}none{{/v}}"
        #expect(try render(template, ["v": [1]]) == "some")
        #expect(try render(template, ["v": []]) == "none")
    }
}
