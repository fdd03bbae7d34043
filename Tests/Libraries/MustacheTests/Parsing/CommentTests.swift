import Mustache
import Testing

/// `{{! … }}`: notes for who reads the template.
@Suite struct CommentTests {
    @Test(arguments: [
        ("12{{! note }}34", "1234"),
        ("12{{!note}} 34", "12 34"),
        ("12 {{!\n  several\n  lines\n}} 34\n", "12  34\n"),
        ("{{! with {{ in it }}x", "x"),
        ("{{!}}x", "x"),
        ("  12 {{! note }}\n", "  12 \n"),
    ])
    func `a comment leaves nothing`(template: String, expected: String) throws {
        #expect(try render(template) == expected)
    }

    @Test func `a comment is no variable, whatever it says`() throws {
        #expect(try render("[{{! name }}{{!name}}]", ["name": 1, "! name": 2, "!name": 3]) == "[]")
    }
}
