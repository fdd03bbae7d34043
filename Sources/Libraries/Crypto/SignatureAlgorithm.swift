/// How a private key signs in the SSH protocol; the raw values are the protocol's names.
package enum SignatureAlgorithm: String, Sendable {
    /// RFC 8709: 64 bytes.
    case ed25519 = "ssh-ed25519"
    /// RFC 8332: as long as the key's modulus.
    case rsaSHA256 = "rsa-sha2-256"
    /// RFC 8332: as long as the key's modulus.
    case rsaSHA512 = "rsa-sha2-512"
}
