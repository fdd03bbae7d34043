import Crypto
import Testing

@Suite struct KeyringTests {
    static let place = SealedPlace(table: "subscriptions", column: "ssh_private_key", rowID: "41")

    static func keyring(_ ids: String...) throws -> Keyring {
        let keys = try ids.map { try Keyring.generateKeyText(id: $0).reveal() }
        return try Keyring(text: Secret(keys.joined(separator: ",")))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 100_000])
    func `opens a value at its place`(byteCount: Int) throws {
        let keyring = try Self.keyring("a")
        let value = try RandomBytes.system.makeSecret(count: byteCount)
        let box = try keyring.seal(value, for: Self.place)
        let stored = try SealedBox(bytes: box.bytes)
        #expect(stored == box)
        #expect(try keyring.open(stored, at: Self.place) == value)
    }

    @Test func `seals a value into different bytes each time`() throws {
        let keyring = try Self.keyring("a")
        let value = Secret("value")
        #expect(try keyring.seal(value, for: Self.place) != keyring.seal(value, for: Self.place))
    }

    @Test(arguments: [
        SealedPlace(table: "subscriptions", column: "ssh_private_key", rowID: "42"),
        SealedPlace(table: "subscriptions", column: "ssh_private_ke", rowID: "y41"),
        SealedPlace(table: "telegram_bots", column: "ssh_private_key", rowID: "41"),
    ])
    func `refuses to open a value at another place`(other: SealedPlace) throws {
        let keyring = try Self.keyring("a")
        let box = try keyring.seal(Secret("value"), for: Self.place)
        let error = #expect(throws: CryptoError.self) { try keyring.open(box, at: other) }
        #expect(error?.kind == .tampered)
    }

    @Test func `notices a change of any byte`() throws {
        let keyring = try Self.keyring("a", "b")
        let bytes = try keyring.seal(Secret("value"), for: Self.place).bytes
        for index in bytes.indices {
            for bit in [UInt8(1), 2, 128] {
                var changed = bytes
                changed[index] ^= bit
                #expect(throws: CryptoError.self) {
                    try keyring.open(SealedBox(bytes: changed), at: Self.place)
                }
            }
        }
    }

    @Test func `refuses bytes that are cut or no sealed value`() throws {
        let keyring = try Self.keyring("a")
        let bytes = try keyring.seal(Secret("value"), for: Self.place).bytes
        for count in 0..<bytes.count {
            #expect(throws: CryptoError.self) {
                try keyring.open(SealedBox(bytes: Array(bytes.prefix(count))), at: Self.place)
            }
        }
        #expect(throws: CryptoError.self) { try keyring.open(SealedBox(bytes: bytes + [0]), at: Self.place) }
        #expect(throws: CryptoError.self) { try SealedBox(bytes: [1, 255]) }
    }

    @Test func `rotates keys`() throws {
        let old = try Keyring.generateKeyText(id: "2025").reveal()
        let new = try Keyring.generateKeyText(id: "2026").reveal()
        let box = try Keyring(text: Secret(old)).seal(Secret("value"), for: Self.place)
        let both = try Keyring(text: Secret("\(new),\(old)"))
        #expect(box.keyID == "2025")
        #expect(!both.isCurrent(box))
        let again = try both.seal(both.open(box, at: Self.place), for: Self.place)
        #expect(both.isCurrent(again))
        let newOnly = try Keyring(text: Secret(new))
        #expect(try newOnly.open(again, at: Self.place) == Secret("value"))
        let error = #expect(throws: CryptoError.self) { try newOnly.open(box, at: Self.place) }
        #expect(error?.kind == .unknownKey)
    }

    @Test func `does not open a value with another key of the same id`() throws {
        let box = try Self.keyring("a").seal(Secret("value"), for: Self.place)
        let error = #expect(throws: CryptoError.self) { try Self.keyring("a").open(box, at: Self.place) }
        #expect(error?.kind == .tampered)
    }

    @Test func `gives a generated key a random id unless told one`() throws {
        let text = try Keyring.generateKeyText()
        #expect(text.count == 8 + 1 + 44)
        _ = try Keyring(text: text)
        #expect(throws: CryptoError.self) { try Keyring.generateKeyText(id: "a,b") }
    }

    @Test(arguments: [
        "", ",", "a", "a:", ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "a:AAAA",
        "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "a b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,", "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=",
    ])
    func `refuses a damaged keyring without showing it`(text: String) {
        let error = #expect(throws: CryptoError.self) { try Keyring(text: Secret(text)) }
        #expect(error?.kind == .malformed)
        #expect(error?.description.contains("AAAA") == false)
    }
}
