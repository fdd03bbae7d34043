/// MD5 (RFC 1321): only for the fingerprints by which Hetzner names SSH keys, never for security.
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
