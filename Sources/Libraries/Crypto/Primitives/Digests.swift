import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// The 32 bytes of the digest.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { Digest.compute("SHA256", of: $0, byteCount: 32) }
    }

    /// The digest of the secret's bytes; of a short or guessable secret it is itself worth hiding.
    package static func hash(_ secret: Secret) -> [UInt8] {
        secret.withBytes { Digest.compute("SHA256", of: $0, byteCount: 32) }
    }
}

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

/// MD5 (RFC 1321): only for the fingerprints by which Hetzner identifies SSH keys, never for security.
package enum MD5 {
    /// The 16 bytes of the digest.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { Digest.compute("MD5", of: $0, byteCount: 16) }
    }

    /// The digest as sixteen lower-case hex pairs joined by colons, "b7:2f:30:…".
    package static func fingerprint(_ bytes: [UInt8]) -> String {
        hash(bytes).map { Hex.encode([$0]) }.joined(separator: ":")
    }
}

private enum Digest {
    /// The named digest of the bytes. OpenSSL's default provider has the names we use, so a failure means that
    /// memory or the installation is broken, and the process ends.
    static func compute(_ name: String, of bytes: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { digest, initialized in
            guard
                EVP_Q_digest(
                    nil, name, nil, bytes.baseAddress, bytes.count, digest.baseAddress, &initialized) == 1,
                initialized == byteCount
            else { fatalError("OpenSSL can't compute \(name)") }
        }
    }
}
