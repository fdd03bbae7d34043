/// A password in the form for the database: scrypt (RFC 7914) with its salt and cost in one line of text,
/// `$scrypt$ln=15,r=8,p=3$SALT$HASH` in the PHC string format (unpadded base 64).
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    /// The limit of a password's length, so that nobody can have us hash megabytes.
    package static let maxPasswordBytes = 1024

    private static let saltByteCount = 16
    private static let hashByteCount = 32

    /// The text to store.
    package let encoded: String
    package let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
        encoded = "$scrypt$\(cost)$\(Base64.unpadded.encode(salt))$\(Base64.unpadded.encode(hash))"
    }

    /// Hashes a new password under a fresh salt.
    /// - Throws: `.tooLong` beyond `maxPasswordBytes`, `.noRandomBytes`.
    package static func make(
        _ password: Secret, cost: Cost = .standard, saltFrom source: RandomBytes = .system
    ) throws(CryptoError) -> PasswordHash {
        guard password.count <= maxPasswordBytes else {
            throw CryptoError(.tooLong, "hash password", "a password has at most \(maxPasswordBytes) bytes")
        }
        let salt = try source.make(count: saltByteCount)
        let hash = try Scrypt.derive(password, salt: salt, cost: cost, byteCount: hashByteCount)
        return PasswordHash(cost: cost, salt: salt, hash: hash)
    }

    /// Reads the text to store.
    /// - Throws: `.malformed` for any other text, also for costs that would exhaust memory.
    package init(encoded: String) throws(CryptoError) {
        let fields = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt",
            let cost = Cost(text: fields[2]),
            let salt = Base64.unpadded.decode(String(fields[3])), salt.count == Self.saltByteCount,
            let hash = Base64.unpadded.decode(String(fields[4])), hash.count == Self.hashByteCount
        else { throw CryptoError(.malformed, "read password hash", "not an scrypt hash of ours") }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    /// A hash for an account that does not exist: no password matches it, and the check takes as long as for an account
    /// that does.
    package static let dummy = PasswordHash(
        cost: .standard, salt: [UInt8](repeating: 0, count: saltByteCount),
        // Public, and yet nobody can find a password that hashes to given bytes.
        hash: [UInt8](repeating: 0, count: hashByteCount))

    /// True when this is the password, checked in a time that does not depend on the result. A password beyond the
    /// limit never matches.
    package func verify(_ password: Secret) throws(CryptoError) -> Bool {
        guard password.count <= Self.maxPasswordBytes else { return false }
        let derived = try Scrypt.derive(password, salt: salt, cost: cost, byteCount: Self.hashByteCount)
        return ConstantTime.equal(derived, hash)
    }

    /// True when a successful sign-in should store the password again under the standard cost.
    package var isOutdated: Bool { cost != .standard }

    package var description: String { Secret.placeholder }
}
