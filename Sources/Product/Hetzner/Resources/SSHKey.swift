package import Time

/// A public key that servers may be created with. Deleting it does not take it from servers that have it.
package struct SSHKey: Resource {
    package let id: Int64
    package let name: String
    /// MD5 of the key, lower-case hex pairs with colons between; unique in the project, as the name is.
    package let fingerprint: String
    package let publicKey: String
    package let labels: [String: String]
    package let created: Instant

    static let singular = "ssh_key"
    static let plural = "ssh_keys"

    private enum CodingKeys: String, CodingKey {
        case id, name, fingerprint, labels, created
        case publicKey = "public_key"
    }
}

struct CreateSSHKeyRequest: Encodable {
    let name: String
    let publicKey: String
    let labels: [String: String]

    private enum CodingKeys: String, CodingKey {
        case name, labels
        case publicKey = "public_key"
    }
}
