import Crypto
import Testing

@testable import Web

struct EmailAddressTests {
    @Test(arguments: [
        "ada@example.org", "a@b", "ada.lovelace+rachel@mail.example.co.uk", "o'hara@example.org",
        "ADA@EXAMPLE.ORG", "1@2.3", String(repeating: "a", count: 64) + "@example.org",
    ])
    func `accepts the addresses that browsers accept`(text: String) throws {
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
    func `refuses any other text with an example`(text: String) {
        #expect(throws: InvalidInput("Enter an email address like name@example.org.")) {
            try EmailAddress(text)
        }
    }

    @Test func `says when an address is missing or too long`() {
        #expect(throws: InvalidInput("Enter your email address.")) { try EmailAddress(" \n") }
        let long =
            "ada@" + Array(repeating: String(repeating: "a", count: 50), count: 5).joined(separator: ".")
        #expect(throws: InvalidInput("The email address has more than 254 characters.")) {
            try EmailAddress(long)
        }
    }
}

struct DisplayNameTests {
    @Test func `keeps names of all languages as typed, without white space around them`() throws {
        for name in ["Ada", "李小龍", "O’Hara <3", "Ⓐda 👩🏽‍🚀", "x"] {
            #expect(try DisplayName(" \(name) ").text == name)
        }
        #expect(try DisplayName(String(repeating: "é", count: 100)).text.count == 100)
    }

    @Test func `refuses a name that is missing, too long or not printable`() {
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

struct NewPasswordTests {
    @Test func `takes a password as typed`() throws {
        #expect(try NewPassword("  ten chars").secret.reveal() == "  ten chars")
        #expect(try NewPassword(String(repeating: "ab1", count: 341)).secret.count == 1023)
    }

    @Test func `refuses a password that is missing, short, too long or too simple, without repeating it`() {
        let refusals = [
            "": "Choose a password.",
            "short pw!": "The password needs at least 10 characters.",
            String(repeating: "ab1", count: 342): "The password has more than 1024 bytes.",
            "ADA@example.org": "The password can't be the email address.",
            "aaaaaaaaaaab": "The password needs more than two different characters.",
        ]
        for (password, message) in refusals {
            #expect(throws: InvalidInput(message)) { try NewPassword(password, email: "ada@example.org") }
        }
    }
}
