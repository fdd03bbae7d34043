import Mustache
import Testing

/// `{{! … }}` is a note for readers of the template.
@Suite struct CommentTests {
    @Test(arguments: [
        ("12{{! note }}34", "1234"),
        ("12{{!note}} 34", "12 34"),
        ("12 {{!\n  several\n  lines\n}} 34\n", "12  34\n"),
        ("{{! with {{ in it }}x", "x"),
        ("{{!}}x", "x"),
        ("  12 {{! note }}\n", "  12 \n"),
    ])
    func `renders a comment as nothing`(template: String, expected: String) throws {
        #expect(try render(template) == expected)
    }

    @Test func `does not look up a comment's text as a name`() throws {
        #expect(try render("[{{! name }}{{!name}}]", ["name": 1, "! name": 2, "!name": 3]) == "[]")
    }
}
