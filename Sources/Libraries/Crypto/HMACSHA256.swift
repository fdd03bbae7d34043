import COpenSSL

/// HMAC with SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
    /// The 32 bytes of the code. Compare codes with `ConstantTime.equal`.
    package static func code(for message: [UInt8], key: Secret) -> [UInt8] {
        key.withBytes { key in
            [UInt8](unsafeUninitializedCapacity: 32) { code, initialized in
                var byteCount: UInt32 = 0
                let made = HMAC(
                    EVP_sha256(), key.baseAddress, Int32(key.count), message, message.count, code.baseAddress,
                    &byteCount)
                guard made != nil, byteCount == 32 else { fatalError("OpenSSL can't compute HMAC-SHA256") }
                initialized = 32
            }
        }
    }
}
