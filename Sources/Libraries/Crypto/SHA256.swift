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
