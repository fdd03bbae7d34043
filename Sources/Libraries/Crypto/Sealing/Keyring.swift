/// The keys that seal database columns with AES-256-GCM. The first seals, all open: to rotate, put a new key in
/// front, seal everything again, then remove the old one.
package struct Keyring: Sendable {
    /// The limit of keys.
    package static let maxKeys = 16

    private struct Key {
        let id: String
        let bytes: Secret
    }

    private let keys: [Key]
    private let sealing: Key

    /// Reads the configuration's text: `ID:KEY` pairs separated by commas, the key being 32 bytes in base 64 and
    /// the id 1 to 32 letters, digits, `.`, `_` and `-`.
    /// - Throws: `.malformed`, naming the wrong pair by its position.
    package init(text: Secret) throws(CryptoError) {
        let keys = try text.withBytes { (text) throws(CryptoError) -> [Key] in
            let pairs = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard pairs.count <= Self.maxKeys else {
                throw CryptoError(.tooLong, "read keyring", "more than \(Self.maxKeys) keys")
            }
            var keys: [Key] = []
            for (index, pair) in pairs.enumerated() {
                guard let key = Self.key(UnsafeRawBufferPointer(rebasing: pair)),
                    !keys.contains(where: { $0.id == key.id })
                else {
                    throw CryptoError(
                        .malformed, "read keyring",
                        "key \(index + 1) is not a new id, a colon and 32 bytes in base 64")
                }
                keys.append(key)
            }
            return keys
        }
        guard let first = keys.first else { throw CryptoError(.malformed, "read keyring", "no key") }
        self.keys = keys
        sealing = first
    }

    /// Generates an `ID:KEY` pair for the configuration; without an id, a random one of eight hex digits.
    /// - Throws: `.malformed` for an id of another form, `.noRandomBytes`.
    package static func generateKeyText(id: String? = nil) throws(CryptoError) -> Secret {
        let text = if let id { id } else { Hex.encode(try RandomBytes.system.make(count: 4)) }
        guard let id = KeyID.parse(text.utf8) else {
            throw CryptoError(.malformed, "generate sealing key", "the id is not 1 to 32 letters and digits")
        }
        let key = try RandomBytes.system.makeSecret(count: AESGCM.keyByteCount).withBytes(
            Base64.standard.encode)
        return Secret("\(id):\(key)")
    }

    private static func key(_ pair: UnsafeRawBufferPointer) -> Key? {
        guard let colon = pair.firstIndex(of: UInt8(ascii: ":")),
            let id = KeyID.parse(pair[..<colon]),
            let bytes = Base64.standard.decodeSecret(.init(rebasing: pair[(colon + 1)...])),
            bytes.count == AESGCM.keyByteCount
        else { return nil }
        return Key(id: id, bytes: bytes)
    }

    /// Seals the value for its place under the first key, with a fresh nonce: sealing it again gives other bytes.
    /// - Throws: `.noRandomBytes`.
    package func seal(
        _ value: Secret, for place: SealedPlace, nonceFrom source: RandomBytes = .system
    ) throws(CryptoError) -> SealedBox {
        let nonce = try source.make(count: AESGCM.nonceByteCount)
        let (ciphertext, tag) = try AESGCM.seal(
            value, key: sealing.bytes, nonce: nonce,
            associatedData: SealedBox.associatedData(keyID: sealing.id, place: place))
        return SealedBox(keyID: sealing.id, nonce: nonce, ciphertext: ciphertext, tag: tag)
    }

    /// The value that was sealed for this place.
    /// - Throws: `.unknownKey`, or `.tampered` when value, key id or place are not what they were.
    package func open(_ box: SealedBox, at place: SealedPlace) throws(CryptoError) -> Secret {
        guard let key = keys.first(where: { $0.id == box.keyID }) else {
            throw CryptoError(.unknownKey, "open sealed value", "no key \"\(box.keyID)\" in the keyring")
        }
        return try AESGCM.open(
            box.ciphertext, tag: box.tag, key: key.bytes, nonce: box.nonce,
            associatedData: SealedBox.associatedData(keyID: box.keyID, place: place))
    }

    /// True when the value is sealed under the first key, so that a rotation may leave it as it is.
    package func isCurrent(_ box: SealedBox) -> Bool {
        box.keyID == sealing.id
    }
}

/// The ids of sealing keys: 1 to 32 letters, digits, `.`, `_` and `-`.
enum KeyID {
    static func parse(_ bytes: some Collection<UInt8>) -> String? {
        guard (1...32).contains(bytes.count), bytes.allSatisfy(isAllowed) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
