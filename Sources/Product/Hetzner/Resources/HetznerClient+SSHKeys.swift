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
        try firstPage(where: ("fingerprint", fingerprint), by: deadline).first {
            $0.fingerprint == fingerprint
        }
    }

    package func sshKey(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> SSHKey? {
        try firstPage(where: ("name", name), by: deadline).first { $0.name == name }
    }

    /// All keys that carry these labels.
    package func sshKeys(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [SSHKey] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Deletes the key if it is there. Servers created with it keep it.
    package func deleteSSHKey(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        try delete(SSHKey.self, id, by: deadline)
    }
}

/// A public key that servers may be created with.
package struct SSHKey: Resource {
    package let id: Int64
    package let name: String
    /// The MD5 of the key in lower-case hex pairs with colons between; unique in the project, as the name is.
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
