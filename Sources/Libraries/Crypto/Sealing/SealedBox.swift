/// A sealed value as it is stored: version, key id, nonce, ciphertext and tag. Only a `Keyring` opens it.
package struct SealedBox: Sendable, Equatable {
    private static let version: UInt8 = 1

    /// The id of the key that sealed it.
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

    /// Parses a stored value without opening it.
    /// - Throws: `.malformed` when it can't come from `Keyring.seal`.
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

    /// The form to store: version 1, length and text of the key id, 12 bytes of nonce, ciphertext, 16 bytes of tag.
    package var bytes: [UInt8] {
        Self.header(keyID) + nonce + ciphertext + tag
    }

    private static func header(_ keyID: String) -> [UInt8] {
        [version, UInt8(keyID.utf8.count)] + keyID.utf8
    }

    /// The data that the tag authenticates beside the ciphertext: header and place, each part preceded by its length,
    /// so that no two places give the same bytes.
    static func associatedData(keyID: String, place: SealedPlace) -> [UInt8] {
        var data = WireWriter()
        data.string(header(keyID))
        data.name(place.table)
        data.name(place.column)
        data.name(place.rowID)
        return data.bytes
    }
}

/// The database cell of a sealed value. The value opens nowhere else, so that no one who can write to the database can
/// pass one customer's value off as another's.
package struct SealedPlace: Sendable, Equatable {
    package let table: String
    package let column: String
    package let rowID: String

    package init(table: String, column: String, rowID: String) {
        self.table = table
        self.column = column
        self.rowID = rowID
    }
}
