extension Store {
    /// Gives the job's server up, which could not be created or is not there any more, and takes the job from `step`
    /// back to `earlier`, where it orders another: the server's line is to be deleted, the customer's record is cleared,
    /// and what the server may still report is unknown from now on. Type and location stay in the job's row, so that the
    /// next order begins behind them.
    ///
    /// Returns false, and changes nothing, when the server has reported meanwhile. Throws `StoreError.leaseLost`, also
    /// when the job is in another step.
    package func releaseLostServer(
        from step: StepName, backTo earlier: StepName, detail: String, under lease: Lease
    ) throws -> Bool {
        try database.write {
            let job = try job(under: lease)
            guard let server = job.hetznerServerID, try forgetServer(server, under: lease) else {
                return false
            }
            try database.execute(
                """
                UPDATE resources SET state = 'deleting', deleting_since_at = \(now), updated_at = \(now)
                WHERE job_id = \(job.id) AND kind = 'server' AND hetzner_id = \(server) AND state = 'created'
                """)
            try database.execute(
                """
                UPDATE subscriptions SET hetzner_server_id = NULL, vps_ip_address = NULL, vps_hostname = NULL,
                    updated_at = \(now)
                WHERE user_id = \(job.userID) AND hetzner_server_id = \(server)
                """)
            try recordAudit("server.lost", of: job.userID, by: .system, detail: "\(server)")
            try leave(step, as: .failed, detail: detail, under: lease)
            try enter(earlier, from: step, under: lease)
            return true
        }
    }

    /// Removes the server from the job; false when it has reported, or is another one by now.
    func forgetServer(_ server: Int64, under lease: Lease) throws -> Bool {
        try database.write {
            let isForgotten = try database.execute(
                """
                UPDATE jobs SET callback_token_hash = NULL, updated_at = \(now)
                WHERE id = \(lease.job) AND fence = \(lease.fence) AND callback_used_at IS NULL
                    AND EXISTS (SELECT 1 FROM servers WHERE servers.id = jobs.server_id AND hetzner_id = \(server))
                """)
            guard isForgotten == 1 else { return false }
            try database.execute(
                """
                UPDATE servers SET hetzner_id = NULL, ip_address = NULL, host_key = NULL, updated_at = \(now)
                WHERE \(self.server(of: lease.job))
                """)
            return true
        }
    }

    /// True when the ledger has given the server up: it is to be deleted, or is gone.
    package func isReleased(server: Int64) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM resources
            WHERE kind = 'server' AND hetzner_id = \(server) AND state IN ('deleting', 'gone')
            """)
    }

    /// Records the address of the job's server, which the response to its order lacked. Throws
    /// `StoreError.leaseLost`.
    package func recordAddress(_ address: String, under lease: Lease) throws {
        try database.write {
            try update(
                lease,
                "UPDATE jobs SET updated_at = \(now) WHERE id = \(lease.job) AND fence = \(lease.fence)")
            try database.execute(
                "UPDATE servers SET ip_address = \(address), updated_at = \(now) WHERE \(server(of: lease.job))"
            )
            try database.execute(
                """
                UPDATE subscriptions SET vps_ip_address = \(address), updated_at = \(now)
                WHERE user_id = (SELECT user_id FROM jobs WHERE id = \(lease.job))
                """)
        }
    }
}
