import Crypto
import Testing

@Suite struct PasswordHashTests {
    static let cheap = PasswordHash.Cost(log2N: 4, r: 8, p: 1)

    @Test(arguments: [
        ("", "", PasswordHash.Cost(log2N: 4, r: 1, p: 1), "77d6576238657b203b19ca42c18a0497"),
        (
            "pleaseletmein", "SodiumChloride", PasswordHash.Cost(log2N: 14, r: 8, p: 1),
            "7023bdcb3afd7348461c06cd81fd38eb"
        ),
    ])
    func `scrypt agrees with RFC 7914`(
        password: String, salt: String, cost: PasswordHash.Cost, start: String
    ) throws {
        let key = try Scrypt.derive(Secret(password), salt: Array(salt.utf8), cost: cost, byteCount: 64)
        #expect(key.count == 64)
        #expect(Hex.encode(key).hasPrefix(start))
    }

    @Test func `matches the right password alone, also after storing`() throws {
        let made = try PasswordHash.make(Secret("correct horse"))
        let stored = try PasswordHash(encoded: made.encoded)
        #expect(stored == made)
        #expect(made.encoded.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(try stored.verify(Secret("correct horse")))
        #expect(try !stored.verify(Secret("correct horsf")))
        #expect(!stored.isOutdated)
    }

    @Test func `hashes a password differently each time`() throws {
        let password = Secret("correct horse")
        #expect(
            try PasswordHash.make(password, cost: Self.cheap) != PasswordHash.make(password, cost: Self.cheap)
        )
    }

    @Test func `reads a hash of an earlier cost, which is outdated`() throws {
        let stored = try PasswordHash(
            encoded: PasswordHash.make(Secret("correct horse"), cost: Self.cheap).encoded)
        #expect(stored.isOutdated)
        #expect(try stored.verify(Secret("correct horse")))
    }

    @Test func `matches no password against the dummy, at the standard cost`() throws {
        #expect(PasswordHash.dummy.cost == .standard)
        #expect(try !PasswordHash.dummy.verify(Secret("")))
        #expect(try !PasswordHash.dummy.verify(Secret("correct horse")))
    }

    @Test func `hashes every byte of a password within the limit`() throws {
        let longest = Secret(bytes: [UInt8](repeating: 97, count: PasswordHash.maxPasswordBytes))
        let tooLong = Secret(bytes: [UInt8](repeating: 97, count: PasswordHash.maxPasswordBytes + 1))
        let made = try PasswordHash.make(longest, cost: Self.cheap)
        #expect(try made.verify(longest))
        #expect(try !made.verify(tooLong))
        let error = #expect(throws: CryptoError.self) { try PasswordHash.make(tooLong) }
        #expect(error?.kind == .tooLong)
    }

    @Test(arguments: [
        "", "$scrypt$", "hunter2", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA",
        "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$",
        "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "$scrypt$ln=15,r=8,p=3$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=20,r=32,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=64,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=015,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=-3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=8,ln=15,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA$",
    ])
    func `refuses a damaged hash`(encoded: String) {
        let error = #expect(throws: CryptoError.self) { try PasswordHash(encoded: encoded) }
        #expect(error?.kind == .malformed)
    }
}
