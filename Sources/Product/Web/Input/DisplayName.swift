/// What a customer wants to be called.
package struct DisplayName: Equatable, Sendable {
    package static let maxCharacters = 100

    package let text: String

    package init(_ typed: String) throws(InvalidInput) {
        let text = trimmed(typed)
        guard !text.isEmpty else { throw InvalidInput("Enter your name.") }
        // Bytes too: one character may be any number of combining marks.
        guard text.count <= Self.maxCharacters, text.utf8.count <= 4 * Self.maxCharacters else {
            throw InvalidInput("The name has more than \(Self.maxCharacters) characters.")
        }
        guard !text.utf8.contains(where: \.isASCIIControl) else {
            throw InvalidInput("The name holds characters that can't be shown.")
        }
        self.text = text
    }
}
