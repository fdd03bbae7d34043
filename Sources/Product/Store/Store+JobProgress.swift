package import Crypto
import SQLite

/// The server that a deploy made, as Hetzner describes it.
package struct CreatedServer: Sendable {
    package let hetznerID: Int64
    package let name: String
    package let ipAddress: String
    package let serverType: String
    package let location: String

    package init(hetznerID: Int64, name: String, ipAddress: String, serverType: String, location: String) {
        self.hetznerID = hetznerID
        self.name = name
        self.ipAddress = ipAddress
        self.serverType = serverType
        self.location = location
    }
}

extension Store {
    /// Keeps the job's private key, sealed, before its public half leaves the machine.
    package func saveSSHKey(_ pem: Secret, under lease: Lease) throws {
        let user = try job(under: lease).userID
        let sealed = try keyring.sealed(pem, for: .sshPrivateKey(user))
        try database.write {
            _ = try job(under: lease)
            try database.execute(
                "UPDATE subscriptions SET ssh_private_key = \(sealed), updated_at = \(now) WHERE user_id = \(user)"
            )
        }
    }

    /// The customer's private key as PKCS#8 PEM, or nil when none is kept.
    package func sshKey(of user: User.ID) throws -> Secret? {
        let sealed = try database.row("SELECT ssh_private_key FROM subscriptions WHERE user_id = \(user)") {
            row throws(SQLiteError) in try row.optionalBlob("ssh_private_key")
        }
        return try (sealed ?? nil).map { try keyring.opened($0, for: .sshPrivateKey(user)) }
    }

    /// The job's callback token, made on first use. It is kept sealed while the server is being created, so
    /// that a job that is taken up again sends the same user-data; only its hash stays after that.
    package func callbackToken(under lease: Lease) throws -> Token {
        try database.write {
            let job = try job(under: lease)
            let sealed = try database.row("SELECT callback_token FROM jobs WHERE id = \(job.id)") {
                row throws(SQLiteError) in try row.optionalBlob("callback_token")
            }
            if let sealed, let sealed {
                let text = try keyring.opened(sealed, for: .callbackToken(job.id)).reveal()
                guard let token = Token(text: text) else {
                    preconditionFailure("BUG: a sealed token is a token")
                }
                return token
            }
            let token = Token.random()
            let fresh = try keyring.sealed(Secret(token.reveal()), for: .callbackToken(job.id))
            try update(
                lease,
                """
                UPDATE jobs SET callback_token = \(fresh), callback_token_hash = \(token.sha256), updated_at = \(now)
                WHERE id = \(job.id) AND fence = \(lease.fence)
                """)
            return token
        }
    }

    /// Books the uploaded key in the ledger and the job at once.
    package func recordCreated(sshKey id: Int64, resource: Resource.ID, under lease: Lease) throws {
        try database.write {
            try recordCreated(resource, hetznerID: id)
            try update(
                lease,
                """
                UPDATE jobs SET hetzner_ssh_key_id = \(id), updated_at = \(now)
                WHERE id = \(lease.job) AND fence = \(lease.fence)
                """)
        }
    }

    /// Books the server in the ledger, the job and the customer's record at once, and forgets the text of the
    /// callback token, which the server has now.
    package func recordCreated(_ server: CreatedServer, resource: Resource.ID, under lease: Lease) throws {
        try database.write {
            try recordCreated(resource, hetznerID: server.hetznerID)
            try update(
                lease,
                """
                UPDATE jobs SET hetzner_server_id = \(server.hetznerID), ip_address = \(server.ipAddress),
                    server_type = \(server.serverType), location = \(server.location), callback_token = NULL,
                    updated_at = \(now)
                WHERE id = \(lease.job) AND fence = \(lease.fence)
                """)
            try database.execute(
                """
                UPDATE subscriptions SET hetzner_server_id = \(server.hetznerID),
                    hetzner_ssh_key_id = (SELECT hetzner_ssh_key_id FROM jobs WHERE id = \(lease.job)),
                    vps_ip_address = \(server.ipAddress), vps_hostname = \(server.name), updated_at = \(now)
                WHERE user_id = (SELECT user_id FROM jobs WHERE id = \(lease.job))
                """)
            try recordAudit(
                "server.created", of: job(under: lease).userID, by: .system,
                detail: "\(server.hetznerID) \(server.serverType) \(server.location)")
        }
    }

    private func recordCreated(_ resource: Resource.ID, hetznerID: Int64) throws {
        try database.execute(
            """
            UPDATE resources SET state = 'created', hetzner_id = \(hetznerID), updated_at = \(now)
            WHERE id = \(resource) AND state IN ('intended', 'created')
            """)
    }
}
