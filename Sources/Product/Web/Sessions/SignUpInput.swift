package import Crypto

/// The name by which the pages address a customer.
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

/// An email address as browsers accept it in `<input type="email">` (WHATWG HTML section 4.10.5.1.5), so that
/// page and server never disagree.
package struct EmailAddress: Equatable, Sendable {
    /// RFC 5321 section 4.5.3.1.3, less the angle brackets.
    package static let maxBytes = 254
    private static let maxLocalPartBytes = 64
    private static let maxLabelBytes = 63

    /// As typed, without white space around it; the store ignores case.
    package let text: String

    package init(_ typed: String) throws(InvalidInput) {
        let text = trimmed(typed)
        guard !text.isEmpty else { throw InvalidInput("Enter your email address.") }
        guard text.utf8.count <= Self.maxBytes else {
            throw InvalidInput("The email address has more than \(Self.maxBytes) characters.")
        }
        guard let at = text.lastIndex(of: "@"), Self.isLocalPart(text[..<at]),
            Self.isDomain(text[text.index(after: at)...])
        else { throw InvalidInput("Enter an email address like name@example.org.") }
        self.text = text
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        (1...maxLocalPartBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0.isASCIILetter || $0.isASCIIDigit || ".!#$%&'*+/=?^_`{|}~-".utf8.contains($0)
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...maxLabelBytes).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
        }
    }
}

/// A password that someone chooses. Its length counts; composition rules only make people write it down
/// (NIST SP 800-63B section 3.1.1.2).
package struct NewPassword: Sendable {
    package static let minCharacters = 10

    package let secret: Secret

    /// Takes the text as typed, with its spaces.
    package init(_ typed: String, email: String = "") throws(InvalidInput) {
        guard !typed.isEmpty else { throw InvalidInput("Choose a password.") }
        guard typed.utf8.count <= PasswordHash.maxPasswordBytes else {
            throw InvalidInput("The password has more than \(PasswordHash.maxPasswordBytes) bytes.")
        }
        guard typed.count >= Self.minCharacters else {
            throw InvalidInput("The password needs at least \(Self.minCharacters) characters.")
        }
        guard typed.lowercased() != email.lowercased() else {
            throw InvalidInput("The password can't be the email address.")
        }
        guard Set(typed).count > 2 else {
            throw InvalidInput("The password needs more than two different characters.")
        }
        secret = Secret(typed)
    }
}
