import COpenSSL

/// scrypt (RFC 7914). `PasswordHash` is the way to use it; this is the bare function.
package enum Scrypt {
    /// A key of `byteCount` bytes from the password. Takes `128 * r * 2^log2N` bytes of memory for a while.
    package static func derive(
        _ password: Secret, salt: [UInt8], cost: PasswordHash.Cost, byteCount: Int
    ) throws(CryptoError) -> [UInt8] {
        var derived = [UInt8](repeating: 0, count: byteCount)
        let made = password.withBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress, password.count, salt, salt.count, 1 << UInt64(cost.log2N),
                UInt64(cost.r),
                UInt64(cost.p), UInt64(PasswordHash.Cost.maxMemoryBytes), &derived, derived.count)
        }
        guard made == 1 else { throw .library("derive key with scrypt") }
        return derived
    }
}
