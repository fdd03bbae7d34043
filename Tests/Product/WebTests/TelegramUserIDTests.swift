import Testing

@testable import Web

struct TelegramUserIDTests {
    @Test func `an id is a positive whole number of at most 52 bits`() throws {
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
