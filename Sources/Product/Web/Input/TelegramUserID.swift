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
