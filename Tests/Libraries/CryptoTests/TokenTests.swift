import Crypto
import Testing

@Suite struct TokenTests {
    @Test func `reads its own text as the same token`() throws {
        let token = try Token.random()
        #expect(token.reveal().utf8.count == Token.textLength)
        #expect(
            token.reveal().utf8.allSatisfy {
                "-_".utf8.contains($0) || Character(UnicodeScalar($0)).isLetter
                    || Character(UnicodeScalar($0)).isNumber
            })
        #expect(try #require(Token(text: token.reveal())) == token)
        #expect(try token != Token.random())
    }

    @Test func `matches its own hash only`() throws {
        let token = try Token.random()
        #expect(token.sha256.count == 32)
        #expect(token.matches(sha256: token.sha256))
        #expect(try !token.matches(sha256: Token.random().sha256))
        #expect(!token.matches(sha256: []))
    }

    @Test(arguments: [
        "", "abc", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
        String(repeating: "+", count: 43), String(repeating: "A", count: 42) + "=",
        // The last character of 32 bytes carries two unused bits, which must be zero.
        String(repeating: "A", count: 42) + "B",
        String(repeating: "é", count: 43), String(repeating: "A", count: 42) + "\n",
    ])
    func `refuses any other text`(text: String) {
        #expect(Token(text: text) == nil)
    }

    @Test func `does not print itself`() throws {
        let token = try Token.random()
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] {
            #expect(!text.contains(token.reveal()))
        }
    }
}
