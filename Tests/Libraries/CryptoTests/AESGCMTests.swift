import Crypto
import Testing

@Suite struct AESGCMTests {
    struct Vector: Sendable {
        let key, nonce, associatedData, plaintext, ciphertext, tag: String
    }

    /// Test cases 13, 14 and 16 of "The Galois/Counter Mode of Operation", which NIST's SP 800-38D builds on.
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            associatedData: "",
            plaintext: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            associatedData: "",
            plaintext: String(repeating: "00", count: 16), ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", associatedData: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors)
    func `agrees with the published vectors`(vector: Vector) throws {
        let key = Secret(bytes: try #require(Hex.decode(vector.key)))
        let nonce = try #require(Hex.decode(vector.nonce))
        let data = try #require(Hex.decode(vector.associatedData))
        let plaintext = try #require(Hex.decode(vector.plaintext))
        let sealed = try AESGCM.seal(Secret(bytes: plaintext), key: key, nonce: nonce, associatedData: data)
        #expect(Hex.encode(sealed.ciphertext) == vector.ciphertext)
        #expect(Hex.encode(sealed.tag) == vector.tag)
        let opened = try AESGCM.open(
            sealed.ciphertext, tag: sealed.tag, key: key, nonce: nonce, associatedData: data)
        #expect(opened == Secret(bytes: plaintext))
    }

    @Test func `refuses a shortened tag`() throws {
        let key = try RandomBytes.system.makeSecret(count: AESGCM.keyByteCount)
        let nonce = try RandomBytes.system.make(count: AESGCM.nonceByteCount)
        let sealed = try AESGCM.seal(Secret("value"), key: key, nonce: nonce, associatedData: [])
        let error = #expect(throws: CryptoError.self) {
            try AESGCM.open(
                sealed.ciphertext, tag: Array(sealed.tag.prefix(4)), key: key, nonce: nonce,
                associatedData: [])
        }
        #expect(error?.kind == .tampered)
    }
}
