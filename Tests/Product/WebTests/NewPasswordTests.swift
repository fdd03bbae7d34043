import Crypto
import Testing

@testable import Web

struct NewPasswordTests {
    @Test func `a password is taken as typed`() throws {
        #expect(try NewPassword("  ten chars").secret.reveal() == "  ten chars")
        #expect(try NewPassword(String(repeating: "ab1", count: 341)).secret.count == 1023)
    }

    @Test func `a password that is missing, short, too long or too simple is refused without being repeated`()
    {
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
