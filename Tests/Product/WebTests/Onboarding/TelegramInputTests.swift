import Crypto
import Testing

@testable import Web

struct TelegramBotTokenTests {
    @Test func `accepts eight or more digits, a colon and 35 or more letters`() throws {
        let key = String(repeating: "aZ0_-", count: 7)
        for token in ["12345678:\(key)", "1234567890123:\(key)\(key)", Samples.botToken] {
            #expect(try TelegramBotToken("\n \(token) ").secret.reveal() == token)
        }
    }

    @Test func `refuses any other text without repeating it`() {
        let key = String(repeating: "aZ0_-", count: 7)
        let message =
            "This is not a bot token: it looks like 123456789: followed by 35 letters, digits, - and _."
        for text in [
            "1234567:\(key)", "12345678:\(key.dropLast())", "12345678\(key)", "12345678:\(key):",
            "x2345678:\(key)",
            "１２３４５６７８:\(key)", "12345678:\(key)\nEVIL=1", "12345678:\(key) x", ":", "12345678:",
            "12345678:\(key.dropLast())é",
        ] {
            #expect(throws: InvalidInput(message)) { try TelegramBotToken(text) }
        }
        #expect(throws: InvalidInput("Paste the token that BotFather gave you.")) {
            try TelegramBotToken(" ")
        }
        #expect(throws: InvalidInput("The bot token has more than 128 characters.")) {
            try TelegramBotToken("12345678:" + String(repeating: "a", count: 120))
        }
    }
}

struct TelegramUserIDTests {
    @Test func `accepts a positive whole number of at most 52 bits`() throws {
        #expect(try TelegramUserID(" 123456789\n").number == 123_456_789)
        #expect(try TelegramUserID("1").number == 1)
        #expect(try TelegramUserID("4503599627370495").number == 4_503_599_627_370_495)
        #expect(throws: InvalidInput("Enter your numeric Telegram user id.")) { try TelegramUserID("") }
        for text in [
            "0", "-1", "+1", "1.0", "1e5", "@ada", "ada", "12 34", "４２", "4503599627370496", "0x1F",
            "99999999999999999999999999",
        ] {
            #expect(
                throws: InvalidInput(
                    "The Telegram user id is a positive whole number such as 123456789, not a name.")
            ) { try TelegramUserID(text) }
        }
    }
}
