/// A sealed value as it is stored: version, key id, nonce, ciphertext and tag. Only a `Keyring` opens it.
package struct SealedBox: Sendable, Equatable {
    private static let version: UInt8 = 1

    /// Names the key that sealed it.
    package let keyID: String
    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(keyID: String, nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        self.keyID = keyID
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Takes a stored value apart without opening it.
    /// - Throws: `.malformed` when it can't have been made by `Keyring.seal`.
    package init(bytes: [UInt8]) throws(CryptoError) {
        let idEnd = 2 + Int(bytes.dropFirst().first ?? 0)
        let textStart = idEnd + AESGCM.nonceByteCount
        guard bytes.first == Self.version, bytes.count >= textStart + AESGCM.tagByteCount,
            let keyID = KeyID.parse(bytes[2..<idEnd])
        else { throw CryptoError(.malformed, "read sealed value", "not a sealed value") }
        self.init(
            keyID: keyID,
            nonce: Array(bytes[idEnd..<textStart]),
            ciphertext: Array(bytes[textStart..<(bytes.count - AESGCM.tagByteCount)]),
            tag: bytes.suffix(AESGCM.tagByteCount))
    }

    /// What to store: version 1, length and text of the key id, 12 bytes of nonce, ciphertext, 16 bytes of tag.
    package var bytes: [UInt8] {
        Self.header(keyID) + nonce + ciphertext + tag
    }

    private static func header(_ keyID: String) -> [UInt8] {
        [version, UInt8(keyID.utf8.count)] + keyID.utf8
    }

    /// What the tag vouches for beside the ciphertext: header and place, each part preceded by its length so that
    /// no two places read alike.
    static func associatedData(keyID: String, place: SealedPlace) -> [UInt8] {
        var data = WireWriter()
        data.string(header(keyID))
        data.name(place.table)
        data.name(place.column)
        data.name(place.rowID)
        return data.bytes
    }
}
