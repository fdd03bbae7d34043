import Testing

@testable import Web

struct EmailAddressTests {
    @Test(arguments: [
        "ada@example.org", "a@b", "ada.lovelace+rachel@mail.example.co.uk", "o'hara@example.org",
        "ADA@EXAMPLE.ORG", "1@2.3", String(repeating: "a", count: 64) + "@example.org",
    ])
    func `what browsers accept is accepted`(text: String) throws {
        #expect(try EmailAddress(text).text == text)
        #expect(try EmailAddress("  \(text)\n").text == text)
    }

    @Test(arguments: [
        "ada", "@example.org", "ada@", "ada@@example.org", "ada lovelace@example.org", "ada@exa mple.org",
        "ada@-example.org", "ada@example-.org", "ada@example..org", "ada@.org", "ada@exämple.org",
        "ada\u{0}@example.org", "Ada <ada@example.org>", "ada@example.org,eve@example.org",
        String(repeating: "a", count: 65) + "@example.org",
        "ada@" + String(repeating: "a", count: 64) + ".org",
    ])
    func `anything else is refused with an example`(text: String) {
        #expect(throws: InvalidInput("Enter an email address like name@example.org.")) {
            try EmailAddress(text)
        }
    }

    @Test func `a missing address and one that is too long are called so`() {
        #expect(throws: InvalidInput("Enter your email address.")) { try EmailAddress(" \n") }
        let long =
            "ada@" + Array(repeating: String(repeating: "a", count: 50), count: 5).joined(separator: ".")
        #expect(throws: InvalidInput("The email address has more than 254 characters.")) {
            try EmailAddress(long)
        }
    }
}
