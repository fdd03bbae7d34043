package import Time

/// A resource with our labels in a listing of the Hetzner project.
package struct DiscoveredResource: Sendable {
    package let kind: Resource.Kind
    package let hetznerID: Int64
    package let name: String
    /// The job and the customer in its labels, if they are there.
    package let jobID: Job.ID?
    package let userID: User.ID?
    /// Of a server.
    package let serverType: String?
    package let location: String?
    /// In a month, taxes included, as Hetzner writes it.
    package let price: String?
    package let createdAt: Instant?

    package init(
        kind: Resource.Kind, hetznerID: Int64, name: String, jobID: Job.ID?, userID: User.ID?,
        serverType: String?, location: String?, price: String? = nil, createdAt: Instant?
    ) {
        self.kind = kind
        self.hetznerID = hetznerID
        self.name = name
        self.jobID = jobID
        self.userID = userID
        self.serverType = serverType
        self.location = location
        self.price = price
        self.createdAt = createdAt
    }
}

extension Store {
    /// True when the ledger has an open line for it: with its id, or as an intent of the job in its labels whose
    /// create call got no response.
    package func isTracked(_ found: DiscoveredResource, in project: HetznerProject.ID) throws -> Bool {
        try database.exists("SELECT 1 WHERE \(hasOpenLine(found, in: project))")
    }

    private func hasOpenLine(_ found: DiscoveredResource, in project: HetznerProject.ID) -> SQL {
        """
        EXISTS (
            SELECT 1 FROM resources WHERE project = \(project) AND kind = \(found.kind.rawValue) AND state <> 'gone'
                AND (hetzner_id = \(found.hetznerID) OR hetzner_id IS NULL AND job_id = \(found.jobID)))
        """
    }

    /// Records as to be deleted what an order has created after its job had failed and its line was closed. Returns
    /// false, and changes nothing, when no line of ours says that. Safe to repeat.
    package func recordLateOrder(_ found: DiscoveredResource, in project: HetznerProject.ID) throws -> Bool {
        try database.write {
            let inserted = try database.execute(
                """
                INSERT INTO resources
                    (project, kind, name, user_id, job_id, state, hetzner_id, created_at, updated_at, deleting_since_at)
                SELECT \(project), \(found.kind.rawValue), \(found.name), user_id, id, 'deleting', \(found.hetznerID),
                    \(now), \(now), \(now)
                FROM jobs WHERE id = \(found.jobID) AND outcome = 'failed'
                    AND EXISTS (
                        SELECT 1 FROM resources WHERE job_id = jobs.id AND kind = \(found.kind.rawValue)
                            AND state = 'gone' AND hetzner_id IS NULL)
                    AND NOT \(hasOpenLine(found, in: project))
                """)
            guard inserted == 1 else { return false }
            try recordAudit(
                "resource.late", of: found.userID, by: .system,
                detail: "\(found.kind.rawValue) \(found.hetznerID) \(found.name)")
            return true
        }
    }

    /// Records that an active server does not exist at Hetzner: closes its line, marks what belonged to it as to be
    /// deleted, and lets the customer read `sentence` and deploy again. Returns false, and changes nothing, when it
    /// is no longer active. Safe to repeat.
    package func recordMissing(_ server: Resource, sentence: String) throws -> Bool {
        try database.write {
            guard try closeMissing(server) else { return false }
            try recordAudit(
                "server.gone", of: server.userID, by: .system, detail: server.hetznerID.map(String.init))
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE job_id = \(server.jobID) AND state IN ('intended', 'created')
                """)
            try database.execute(
                """
                UPDATE subscriptions SET vps_provisioned = 0, provisioning_status = 'failed',
                    provisioning_error = \(sentence), hetzner_server_id = NULL, hetzner_ssh_key_id = NULL,
                    vps_ip_address = NULL, vps_hostname = NULL, ssh_private_key = NULL, updated_at = \(now)
                WHERE user_id = \(server.userID) AND hetzner_server_id = \(server.hetznerID)
                """)
            try setUnwanted("user_id = \(server.userID) AND hetzner_id = \(server.hetznerID)")
            try recordAudit(
                "server.vanished", of: server.userID, by: .system,
                detail: server.hetznerID.map(String.init))
            return true
        }
    }

    /// Closes the line of an active server; false when it isn't active any more.
    private func closeMissing(_ server: Resource) throws -> Bool {
        try database.execute(
            """
            UPDATE resources SET state = 'gone', last_error = NULL, updated_at = \(now)
            WHERE id = \(server.id) AND kind = 'server' AND state = 'created' AND hetzner_id = \(server.hetznerID)
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = resources.user_id AND jobs.ended_at IS NULL)
            """) == 1
    }

    /// True when a person has accepted the list of that name within the last day.
    package func isAccepted(_ list: String) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM accepted_rounds
            WHERE list = \(list) AND accepted_at BETWEEN \(now - .seconds(86_400)) AND \(now)
            """)
    }

    /// Accepts the list of that name for a day.
    package func accept(_ list: String) throws {
        try database.write {
            try database.execute(
                """
                INSERT INTO accepted_rounds VALUES (\(list), \(now))
                ON CONFLICT (list) DO UPDATE SET accepted_at = \(now)
                """)
            try recordAudit("round.accepted", of: nil, by: .operator, detail: list)
        }
    }
}
