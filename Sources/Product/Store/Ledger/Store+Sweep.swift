package import Time

/// A resource with our labels in a listing of the Hetzner project.
package struct DiscoveredResource: Sendable {
    package let kind: Resource.Kind
    package let hetznerID: Int64
    package let name: String
    /// The job in its labels, if there is one.
    package let jobID: Job.ID?
    package let createdAt: Instant

    package init(
        kind: Resource.Kind, hetznerID: Int64, name: String, jobID: Job.ID?, createdAt: Instant
    ) {
        self.kind = kind
        self.hetznerID = hetznerID
        self.name = name
        self.jobID = jobID
        self.createdAt = createdAt
    }
}

extension Store {
    /// True when the ledger has an open line for it: with its id, or as an intent of the job in its labels whose
    /// create call got no response.
    package func isTracked(_ discovered: DiscoveredResource) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM resources WHERE kind = \(discovered.kind.rawValue) AND state <> 'gone'
                AND (hetzner_id = \(discovered.hetznerID)
                    OR hetzner_id IS NULL AND job_id = \(discovered.jobID))
            """)
    }

    /// Records an untracked resource as to be deleted. Returns false, and changes nothing, when it is tracked by
    /// now. Safe to repeat.
    package func recordUntracked(_ discovered: DiscoveredResource, project: String) throws -> Bool {
        try database.write {
            let inserted = try database.execute(
                """
                INSERT INTO resources
                    (project, kind, name, state, hetzner_id, created_at, updated_at, deleting_since_at)
                SELECT \(project), \(discovered.kind.rawValue), \(discovered.name), 'deleting', \(discovered.hetznerID),
                    \(discovered.createdAt), \(now), \(now)
                WHERE NOT EXISTS (
                    SELECT 1 FROM resources WHERE kind = \(discovered.kind.rawValue) AND state <> 'gone'
                        AND (hetzner_id = \(discovered.hetznerID)
                            OR hetzner_id IS NULL AND job_id = \(discovered.jobID)))
                """)
            guard inserted == 1 else { return false }
            try recordAudit(
                "orphan.found", of: nil, by: .system,
                detail: "\(discovered.kind.rawValue) \(discovered.hetznerID) \(discovered.name)")
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
}
