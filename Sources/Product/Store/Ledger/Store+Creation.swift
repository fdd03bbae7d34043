package import Crypto

/// The ledger line of a resource that is about to be created.
package enum Intent: Sendable {
    case new(Resource)
    /// The line of an earlier run, which may have made its call: look for the resource at Hetzner first.
    case resumed(Resource)

    package var resource: Resource {
        switch self {
        case .new(let resource), .resumed(let resource): resource
        }
    }
}

/// The server that a deploy created, as Hetzner describes it.
package struct CreatedServer: Sendable {
    package let hetznerID: Int64
    package let name: String
    package let ipAddress: String
    package let sshPort: UInt16
    package let serverType: String
    package let location: String

    package init(
        hetznerID: Int64, name: String, ipAddress: String, sshPort: UInt16 = 22, serverType: String,
        location: String
    ) {
        self.hetznerID = hetznerID
        self.name = name
        self.ipAddress = ipAddress
        self.sshPort = sshPort
        self.serverType = serverType
        self.location = location
    }
}

extension Store {
    /// Records the intent to create a resource, before the call. Safe to repeat: finds the open line. Throws
    /// `StoreError.leaseLost`.
    package func intend(_ kind: Resource.Kind, name: String, project: String, under lease: Lease) throws
        -> Intent
    {
        try database.write {
            if let inserted = try insertIntent(kind, name: name, project: project, under: lease) {
                return .new(inserted)
            }
            let job = try job(under: lease)
            let existing = try database.row(
                """
                SELECT * FROM resources
                WHERE job_id = \(job.id) AND kind = \(kind.rawValue) AND name = \(name) AND state <> 'gone'
                """, Resource.init)
            guard let existing else { throw StoreError.changedMeanwhile }
            return .resumed(existing)
        }
    }

    /// Inserts the line; nil when there is one already, or another process has taken the job.
    func insertIntent(
        _ kind: Resource.Kind, name: String, project: String, under lease: Lease
    ) throws -> Resource? {
        try database.row(
            """
            INSERT INTO resources (project, kind, name, user_id, job_id, state, created_at, updated_at)
            SELECT \(try self.project(named: project).id), \(kind.rawValue), \(name), user_id, id, 'intended', \(now), \(now) FROM jobs
            WHERE id = \(lease.job) AND fence = \(lease.fence)
                AND NOT EXISTS (
                    SELECT 1 FROM resources WHERE job_id = \(lease.job) AND kind = \(kind.rawValue)
                        AND name = \(name) AND state <> 'gone')
            RETURNING *
            """, Resource.init)
    }

    /// Withdraws an intent: its create call was refused for certain, or never made. A line that has an id by now
    /// stays as it is. Throws `StoreError.leaseLost`.
    package func withdraw(_ intent: Resource, under lease: Lease) throws {
        try database.write {
            _ = try job(under: lease)
            try database.execute(
                """
                UPDATE resources SET state = 'gone', updated_at = \(now)
                WHERE id = \(intent.id) AND state = 'intended'
                    AND EXISTS (SELECT 1 FROM jobs WHERE id = \(lease.job) AND fence = \(lease.fence))
                """)
        }
    }

    /// Records the id that was found at Hetzner for a line whose create call got no response; an id that is there
    /// stays. Returns the line as it is now.
    package func recordFound(_ resource: Resource, hetznerID: Int64) throws -> Resource {
        let found = try database.row(
            """
            UPDATE resources SET hetzner_id = coalesce(hetzner_id, \(hetznerID)), updated_at = \(now)
            WHERE id = \(resource.id) RETURNING *
            """, Resource.init)
        return found ?? resource
    }

    /// Saves the job's private key, sealed, before its public half leaves the machine. Throws
    /// `StoreError.leaseLost`.
    package func saveSSHKey(_ pem: Secret, under lease: Lease) throws {
        let user = try job(under: lease).userID
        let sealed = try seal(pem, for: .sshPrivateKey(user))
        try update(
            lease,
            """
            UPDATE subscriptions SET ssh_private_key = \(sealed), updated_at = \(now)
            WHERE user_id = (SELECT user_id FROM jobs WHERE id = \(lease.job) AND fence = \(lease.fence))
            """)
    }

    /// The customer's private key as PKCS#8 PEM, or nil when there is none.
    package func sshKey(of user: User.ID) throws -> Secret? {
        let sealed = try database.row("SELECT ssh_private_key FROM subscriptions WHERE user_id = \(user)") {
            try $0.optionalBlob("ssh_private_key")
        }
        return try (sealed ?? nil).map { try unseal($0, for: .sshPrivateKey(user)) }
    }

    /// Records the uploaded key in the ledger and the job together. Throws `StoreError.leaseLost`.
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

    /// Records the server in the ledger, the job and the customer's subscription together, and deletes the text of
    /// the callback token, which the server has now. Throws `StoreError.leaseLost`.
    package func recordCreated(_ server: CreatedServer, resource: Resource.ID, under lease: Lease) throws {
        try database.write {
            try recordCreated(resource, hetznerID: server.hetznerID)
            try update(
                lease,
                """
                UPDATE jobs SET server_type = \(server.serverType), location = \(server.location), callback_token = NULL,
                    updated_at = \(now)
                WHERE id = \(lease.job) AND fence = \(lease.fence)
                """)
            try recordOrder(of: server, line: resource, by: lease.job)
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
