package import Time

extension HetznerClient {
    /// Stores a public key, given in OpenSSH's form on one line.
    ///
    /// Throws `.uniqueness` when the name or the key itself is there already, `.ambiguous` when the key may have been
    /// stored.
    package func createSSHKey(
        name: String, publicKey: String, labels: [String: String], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> SSHKey {
        let request = CreateSSHKeyRequest(name: name, publicKey: publicKey, labels: labels)
        let single: SingleResponse<SSHKey> = try perform(
            .post("/ssh_keys", request, .createsAnother), by: deadline)
        return single.element
    }

    /// The key with that MD5 fingerprint, as `b7:2f:30:…`.
    package func sshKey(
        fingerprint: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> SSHKey? {
        try lookUp([("fingerprint", fingerprint)], by: deadline) { isEqual($0.fingerprint, to: fingerprint) }
    }

    package func sshKey(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> SSHKey? {
        try lookUp([("name", name)], by: deadline) { isEqual($0.name, to: name) }
    }

    /// All keys that carry these labels.
    package func sshKeys(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [SSHKey] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Asks for the key's deletion. Servers created with it keep it. Safe to repeat.
    package func deleteSSHKey(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> DeletionResponse {
        try delete(SSHKey.self, id, by: deadline)
    }
}

/// A public key that servers may be created with. Only the id is always there.
package struct SSHKey: Resource {
    package let id: Int64
    package let name: String?
    /// The MD5 of the key in lower-case hex pairs with colons between; unique in the project, as the name is.
    package let fingerprint: String?
    package let labels: [String: String]?
    package let created: Instant?

    static let singular = "ssh_key"
    static let plural = "ssh_keys"

    private enum Keys: String, CodingKey {
        case id, name, fingerprint, labels, created
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = container.readable(.name)
        fingerprint = container.readable(.fingerprint)
        labels = container.readable(.labels)
        created = container.readable(.created)
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
