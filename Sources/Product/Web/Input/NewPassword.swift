package import Crypto

/// A password someone chooses. Length is what counts; composition rules only make people write it down
/// (NIST SP 800-63B section 3.1.1.2).
package struct NewPassword: Sendable {
    package static let minCharacters = 10

    package let secret: Secret

    /// Takes the text as typed: blanks are part of a password.
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
