import COpenSSL

/// scrypt (RFC 7914). The bare function: the product uses `PasswordHash`.
package enum Scrypt {
    /// Derives a key of `byteCount` bytes from the password. Takes `128 * r * 2^log2N` bytes of memory meanwhile.
    package static func derive(
        _ password: Secret, salt: [UInt8], cost: PasswordHash.Cost, byteCount: Int
    ) throws(CryptoError) -> [UInt8] {
        var derived = [UInt8](repeating: 0, count: byteCount)
        let result = password.withBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress, password.count, salt, salt.count, 1 << UInt64(cost.log2N),
                UInt64(cost.r),
                UInt64(cost.p), UInt64(PasswordHash.Cost.maxMemoryBytes), &derived, derived.count)
        }
        guard result == 1 else { throw .library("derive key with scrypt") }
        return derived
    }
}

extension PasswordHash {
    /// The cost of one guess: scrypt's N as a power of two, r and p.
    package struct Cost: Sendable, Equatable, CustomStringConvertible {
        /// 32 MiB and about 0.2 s for a sign-in. One of the settings that OWASP's password storage page holds
        /// equal in strength, the one which takes the least memory from sixteen threads at once.
        package static let standard = Cost(log2N: 15, r: 8, p: 3)

        /// A stored cost beyond this is refused as damaged.
        static let maxMemoryBytes = 160 << 20

        let log2N: Int
        let r: Int
        let p: Int

        /// Any other cost than `standard` is for tests, and for passwords hashed before the standard was raised.
        package init(log2N: Int, r: Int, p: Int) {
            self.log2N = log2N
            self.r = r
            self.p = p
        }

        /// Reads `ln=15,r=8,p=3`, in this order and with nothing else.
        init?(text: Substring) {
            let fields = text.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 3,
                let log2N = Self.number(fields[0], named: "ln", upTo: 20),
                let r = Self.number(fields[1], named: "r", upTo: 32),
                let p = Self.number(fields[2], named: "p", upTo: 16),
                128 * r << log2N + 128 * r * p <= Self.maxMemoryBytes
            else { return nil }
            self.init(log2N: log2N, r: r, p: p)
        }

        private static func number(_ field: Substring, named name: String, upTo limit: Int) -> Int? {
            guard field.hasPrefix(name + "="), let number = Int(field.dropFirst(name.count + 1)),
                (1...limit).contains(number), field == "\(name)=\(number)"
            else { return nil }
            return number
        }

        package var description: String { "ln=\(log2N),r=\(r),p=\(p)" }
    }
}
