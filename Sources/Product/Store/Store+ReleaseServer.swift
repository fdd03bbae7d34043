import SQLite

extension Store {
    /// Clears the customer's record of their server and owes the deletion of everything of theirs, in one
    /// transaction: whatever Hetzner answers later, the record is clear and nothing is forgotten.
    package func releaseServer(under lease: Lease, project: String) throws {
        try database.write {
            let job = try job(under: lease)
            try bookUnknownServer(of: job, project: project)
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE user_id = \(job.userID) AND state IN ('intended', 'created')
                """)
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

    /// A record written by something else than our jobs may name a server that the ledger doesn't: it must
    /// not be forgotten with the record.
    private func bookUnknownServer(of job: Job, project: String) throws {
        guard let subscription = try subscription(of: job.userID), let server = subscription.hetznerServerID
        else { return }
        try database.execute(
            """
            INSERT INTO resources (project, kind, name, user_id, job_id, state, hetzner_id, created_at, updated_at)
            SELECT \(project), 'server', \(subscription.hostname ?? ""), \(job.userID), \(job.id), 'created',
                \(server), \(now), \(now)
            WHERE NOT EXISTS (SELECT 1 FROM resources WHERE kind = 'server' AND hetzner_id = \(server))
            """)
    }
}
