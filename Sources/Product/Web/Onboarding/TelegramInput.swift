import Crypto

/// A bot's token as BotFather gives it: `^\d{8,}:[A-Za-z0-9_-]{35,}$`
/// (<https://core.telegram.org/bots/features#botfather>).
struct TelegramBotToken {
    static let maxBytes = 128

    let secret: Secret

    init(_ pasted: String) throws(InvalidInput) {
        let text = trimmed(pasted)
        guard !text.isEmpty else { throw InvalidInput("Paste the token that BotFather gave you.") }
        guard text.utf8.count <= Self.maxBytes else {
            throw InvalidInput("The bot token has more than \(Self.maxBytes) characters.")
        }
        let parts = text.utf8.split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count >= 8, parts[0].allSatisfy(\.isASCIIDigit),
            parts[1].count >= 35, parts[1].allSatisfy(Self.isKeyByte)
        else {
            throw InvalidInput(
                "This is not a bot token: it looks like 123456789: followed by 35 letters, digits, - and _.")
        }
        secret = Secret(text)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || byte.isASCIILetter || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

/// A person's numeric id at Telegram, which has at most 52 significant bits
/// (<https://core.telegram.org/bots/api#user>).
struct TelegramUserID: Equatable {
    private static let max: Int64 = 1 << 52 - 1

    let number: Int64

    init(_ typed: String) throws(InvalidInput) {
        let text = trimmed(typed)
        guard !text.isEmpty else { throw InvalidInput("Enter your numeric Telegram user id.") }
        guard text.utf8.allSatisfy(\.isASCIIDigit), let number = Int64(text), (1...Self.max).contains(number)
        else {
            throw InvalidInput(
                "The Telegram user id is a positive whole number such as 123456789, not a name.")
        }
        self.number = number
    }
}
