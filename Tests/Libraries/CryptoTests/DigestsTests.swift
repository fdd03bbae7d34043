import Crypto
import Testing

@Suite struct DigestsTests {
    @Test func `SHA-256 agrees with FIPS 180-4`() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Hex.encode(SHA256.hash(Array("abc".utf8))) == digest)
        #expect(Hex.encode(SHA256.hash(Secret("abc"))) == digest)
        #expect(Hex.encode(SHA256.hash([])).hasPrefix("e3b0c44298fc1c14"))
    }

    @Test func `MD5 agrees with RFC 1321`() {
        #expect(MD5.fingerprint(Array("abc".utf8)) == "90:01:50:98:3c:d2:4f:b0:d6:96:3f:7d:28:e1:7f:72")
        #expect(Hex.encode(MD5.hash([])) == "d41d8cd98f00b204e9800998ecf8427e")
    }

    @Test(arguments: [
        (
            [UInt8](repeating: 11, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
    ])
    func `HMAC-SHA-256 agrees with RFC 4231`(key: [UInt8], message: String, code: String) {
        #expect(Hex.encode(HMACSHA256.code(for: Array(message.utf8), key: Secret(bytes: key))) == code)
    }

    @Test func `gives different random bytes each time`() throws {
        #expect(try RandomBytes.system.make(count: 32) != RandomBytes.system.make(count: 32))
        #expect(try RandomBytes.system.make(count: 0).isEmpty)
        #expect(try RandomBytes.system.makeSecret(count: 24).count == 24)
    }

    @Test func `creates nothing without random bytes`() throws {
        let empty = RandomBytes { (_) throws(CryptoError) in throw .noRandomBytes }
        let keyring = try Keyring(text: Keyring.generateKeyText())
        let place = SealedPlace(table: "t", column: "c", rowID: "1")
        let attempts: [() throws -> Void] = [
            { _ = try empty.make(count: 16) },
            { _ = try empty.makeSecret(count: 16) },
            { _ = try Token.random(from: empty) },
            { _ = try keyring.seal(Secret("a"), for: place, nonceFrom: empty) },
            { _ = try PasswordHash.make(Secret("a"), saltFrom: empty) },
        ]
        for attempt in attempts { #expect(throws: CryptoError.noRandomBytes) { try attempt() } }
    }

    @Test func `compares bytes in constant time`() {
        #expect(ConstantTime.equal([1, 2], [1, 2]))
        #expect(!ConstantTime.equal([1, 2], [1, 3]))
        #expect(!ConstantTime.equal([1], [1, 3]))
        #expect(ConstantTime.equal([], []))
    }
}
