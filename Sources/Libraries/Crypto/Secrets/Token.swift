/// An unguessable name for one session, form or callback: 32 random bytes.
///
/// Its text is sent to the user, its hash stored in the database, so that a stolen database gives no access.
package struct Token: Sendable, Equatable, CustomStringConvertible {
    package static let byteCount = 32
    /// Length of the text form, all ASCII.
    package static let textLength = 43

    private let bytes: Secret

    /// A new token.
    /// - Throws: `.noRandomBytes`.
    package static func random(from source: RandomBytes = .system) throws(CryptoError) -> Token {
        Token(bytes: try source.makeSecret(count: byteCount))
    }

    private init(bytes: Secret) {
        self.bytes = bytes
    }

    /// Reads the text form from an untrusted source. Nil unless it is exactly 43 characters of base64url that
    /// stand for 32 bytes.
    package init?(text: String) {
        guard text.utf8.count == Self.textLength else { return nil }
        var text = text
        let decoded = text.withUTF8 { Base64.url.decodeSecret(UnsafeRawBufferPointer($0)) }
        guard let decoded else { return nil }
        bytes = decoded
    }

    /// The text form for a URL, cookie or form field: 43 characters of base64url.
    package func reveal() -> String {
        bytes.withBytes(Base64.url.encode)
    }

    /// SHA-256 of the bytes, 32 bytes, for storing and finding the token. A plain hash is enough, since nobody can
    /// guess 256 random bits.
    package var sha256: [UInt8] {
        SHA256.hash(bytes)
    }

    /// True when `stored` is this token's hash, compared in constant time.
    package func matches(sha256 stored: [UInt8]) -> Bool {
        ConstantTime.equal(sha256, stored)
    }

    package var description: String { Secret.placeholder }
}
