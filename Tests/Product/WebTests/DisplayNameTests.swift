import Testing

@testable import Web

struct DisplayNameTests {
    @Test func `names of all languages are kept as typed, without blanks around them`() throws {
        for name in ["Ada", "李小龍", "O’Hara <3", "Ⓐda 👩🏽‍🚀", "x"] {
            #expect(try DisplayName(" \(name) ").text == name)
        }
        #expect(try DisplayName(String(repeating: "é", count: 100)).text.count == 100)
    }

    @Test func `a name that is missing, too long or can't be shown is refused`() {
        #expect(throws: InvalidInput("Enter your name.")) { try DisplayName("  ") }
        for long in [String(repeating: "a", count: 101), "a" + String(repeating: "\u{301}", count: 300)] {
            #expect(throws: InvalidInput("The name has more than 100 characters.")) { try DisplayName(long) }
        }
        for odd in ["a\u{0}b", "a\nb", "a\u{1B}[2J"] {
            #expect(throws: InvalidInput("The name holds characters that can't be shown.")) {
                try DisplayName(odd)
            }
        }
    }
}
