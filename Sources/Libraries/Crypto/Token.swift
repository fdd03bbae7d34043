/// An unguessable name for one session, form or callback: 32 random bytes.
///
/// Its text goes to the one who may use it, its hash to the database, so that a stolen database opens nothing.
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

    /// Reads the text form, as it comes from anyone; nil unless it is exactly 43 characters of base64url that
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

    /// SHA-256 of the bytes, 32 bytes: what is stored and looked up. A plain hash is enough, since nobody can
    /// guess 256 random bits.
    package var sha256: [UInt8] {
        SHA256.hash(bytes)
    }

    /// Whether this token is the one that was stored, compared in constant time.
    package func matches(sha256 stored: [UInt8]) -> Bool {
        ConstantTime.equal(sha256, stored)
    }

    package var description: String { Secret.placeholder }
}
