import Time

extension Store {
    /// Marks the job's resources as to be deleted. Throws `StoreError.leaseLost`.
    package func markForDeletion(everythingCreatedUnder lease: Lease) throws {
        try database.write {
            _ = try job(under: lease)
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE state IN ('intended', 'created')
                    AND job_id = (SELECT id FROM jobs WHERE id = \(lease.job) AND fence = \(lease.fence))
                """)
        }
    }

    /// Clears the customer's record of their server and marks all their resources as to be deleted, in one
    /// transaction: whatever Hetzner responds later, the record is clear and nothing is forgotten. Throws
    /// `StoreError.leaseLost`.
    package func releaseServer(under lease: Lease, project: String) throws {
        try database.write {
            let job = try job(under: lease)
            try recordUnknownServer(of: job, project: project)
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE user_id = \(job.userID) AND state IN ('intended', 'created')
                """)
            try setUnwanted("user_id = \(job.userID)")
            try database.execute(
                """
                UPDATE subscriptions SET vps_provisioned = 0, hetzner_server_id = NULL, hetzner_ssh_key_id = NULL,
                    vps_ip_address = NULL, vps_hostname = NULL, provisioning_status = NULL,
                    provisioning_error = NULL, provisioned_at = NULL, ssh_private_key = NULL,
                    deprovisioned_at = \(now), updated_at = \(now)
                WHERE user_id = \(job.userID)
                """)
        }
    }

    /// Adds the server that the customer's record names to the ledger, if it has no line: a record that our jobs did
    /// not write must not take its server with it.
    private func recordUnknownServer(of job: Job, project: String) throws {
        guard let subscription = try subscription(of: job.userID), let server = subscription.hetznerServerID
        else { return }
        try database.execute(
            """
            INSERT INTO resources (project, kind, name, user_id, job_id, state, hetzner_id, created_at, updated_at)
            SELECT \(try self.project(named: project).id), 'server', \(subscription.hostname ?? ""), \(job.userID), \(job.id), 'created',
                \(server), \(now), \(now)
            WHERE NOT EXISTS (SELECT 1 FROM resources WHERE kind = 'server' AND hetzner_id = \(server))
            """)
    }

    /// The resources that are to be deleted, oldest mark first.
    package func pendingDeletions() throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE state = 'deleting' ORDER BY deleting_since_at, id", Resource.init)
    }

    /// The pause after a deletion's first failure; each further failure doubles it.
    private static let firstPause: Duration = .seconds(10)
    private static let longestPause: Duration = .seconds(3600)
    private static let longestPauseOfServers: Duration = .seconds(300)

    /// The project's pending deletions that are due, of customers without an unfinished job, which would delete them
    /// itself. The pause after each failure doubles, up to five minutes for a server, which costs money, and up to an hour
    /// for the rest. One whose last attempt was in the future, by a clock that was wrong, is due.
    /// `skip` is told of each line that can't be read.
    package func deletionsDue(
        in project: HetznerProject.ID, skipping skip: (UnreadableRow) -> Void = { _ in }
    ) throws -> [Resource] {
        try database.rows(
            """
            SELECT * FROM resources WHERE state = 'deleting' AND project = \(project)
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = resources.user_id AND jobs.ended_at IS NULL)
                AND (delete_attempts = 0 OR updated_at > \(now) OR updated_at
                    + min(\(Self.firstPause.milliseconds) << min(delete_attempts - 1, 20), CASE kind
                        WHEN 'server' THEN \(Self.longestPauseOfServers.milliseconds)
                        ELSE \(Self.longestPause.milliseconds) END) <= \(now))
            ORDER BY kind, deleting_since_at
            """, of: "resources", skipping: skip, Resource.init)
    }

    /// Records that the resource does not exist at Hetzner, which is the only end of a deletion. A line that has
    /// another id by now stays as it is. Safe to repeat.
    package func recordGone(_ resource: Resource) throws {
        try database.write {
            let closed = try database.row(
                """
                UPDATE resources SET state = 'gone', last_error = NULL, updated_at = \(now)
                WHERE id = \(resource.id) AND state <> 'gone' AND hetzner_id IS \(resource.hetznerID)
                RETURNING *
                """, Resource.init)
            guard let closed, closed.kind == .server, let id = closed.hetznerID else { return }
            try recordAudit("server.gone", of: closed.userID, by: .system, detail: "\(id)")
        }
    }

    /// Records why nothing could be asked for, for the operator. The deletions stay due.
    package func recordDeletionsDelayed(_ resources: [Resource.ID], error: String) throws {
        try database.write {
            try database.execute(
                "UPDATE resources SET last_error = \(error) WHERE id IN \(list: resources) AND state = 'deleting'"
            )
        }
    }

    /// Records that a deletion failed and why, for the operator; it stays pending.
    package func recordDeletionFailure(_ resource: Resource.ID, error: String) throws {
        try database.write {
            try database.execute(
                """
                UPDATE resources SET delete_attempts = delete_attempts + 1, last_error = \(error),
                    updated_at = \(now) WHERE id = \(resource)
                """)
        }
    }
}
