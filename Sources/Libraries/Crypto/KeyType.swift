/// The SSH key pairs we make. The raw values are configuration and database text.
package enum KeyType: String, Sendable, CaseIterable {
    /// The default: made in under a millisecond.
    case ed25519
    /// Takes one to ten seconds to make.
    case rsa4096 = "rsa-4096"
}
