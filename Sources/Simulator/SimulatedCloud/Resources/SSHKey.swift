import Crypto
import SQLite
import Time

/// A row of `ssh_keys`: a key for new servers, independent of the servers that were created with it.
struct SSHKey {
    let id: Int64
    let name: String
    let fingerprint: String
    let publicKey: String
    let labels: Labels
    let createdAt: Instant

    init(_ row: Row) throws(SQLiteError) {
        id = try row.int("id")
        name = try row.text("name")
        fingerprint = try row.text("fingerprint")
        publicKey = try row.text("public_key")
        labels = Labels(stored: try row.text("labels"))
        createdAt = try row.instant("created_at")
    }

    var json: JSON {
        [
            "id": .integer(id), "name": .string(name), "fingerprint": .string(fingerprint),
            "public_key": .string(publicKey), "labels": labels.json, "created": .string(createdAt.rfc3339),
        ]
    }

    /// The types that the service's own error text lists.
    static let types = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "ssh-dss", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// The MD5 fingerprint of a line in OpenSSH's format (RFC 4253 section 6.6 in base 64), or nil when it is no
    /// such line or its parts disagree.
    static func fingerprint(ofLine line: String) -> String? {
        let words = line.split(separator: " ")
        guard words.count >= 2, types.contains(String(words[0])),
            let blob = Base64.standard.decode(String(words[1])), blob.count > 4
        else { return nil }
        let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length == words[0].utf8.count, blob.count > 4 + length,
            blob[4..<4 + length].elementsEqual(words[0].utf8)
        else { return nil }
        return MD5.fingerprint(blob)
    }
}

extension World {
    func sshKey(_ id: Int64) throws(SQLiteError) -> SSHKey? {
        try database.row("SELECT * FROM ssh_keys WHERE id = \(id)", SSHKey.init)
    }

    func sshKey(_ reference: Reference) throws(SQLiteError) -> SSHKey? {
        switch reference {
        case .id(let id): try sshKey(id)
        case .name(let name): try sshKey(named: name)
        }
    }

    func sshKey(named name: String) throws(SQLiteError) -> SSHKey? {
        try database.row("SELECT * FROM ssh_keys WHERE name = \(name)", SSHKey.init)
    }

    func sshKey(fingerprint: String) throws(SQLiteError) -> SSHKey? {
        try database.row("SELECT * FROM ssh_keys WHERE fingerprint = \(fingerprint)", SSHKey.init)
    }

    func sshKeys() throws(SQLiteError) -> [SSHKey] {
        try database.rows("SELECT * FROM ssh_keys ORDER BY id", SSHKey.init)
    }
}
