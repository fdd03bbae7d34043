import SQLite

extension Store {
    /// Unfinished jobs that nobody is at work on: their lease has run out, or their process has not taken one
    /// within `startAllowance` of the job's start.
    package func abandonedJobs(startAllowance: Duration) throws -> [Job] {
        try database.rows(
            """
            SELECT * FROM jobs WHERE ended_at IS NULL AND CASE
                WHEN lease_expires_at IS NULL THEN updated_at <= \(now - startAllowance)
                ELSE lease_expires_at <= \(now) END
            ORDER BY created_at
            """, Job.init)
    }

    /// What is to be deleted and no unfinished job deletes, and whose last attempt is long enough ago: the
    /// pause doubles with each failure, from `firstPause` to an hour.
    package func deletionsDue(firstPause: Duration) throws -> [Resource] {
        try database.rows(
            """
            SELECT * FROM resources WHERE state = 'deleting'
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = resources.user_id AND jobs.ended_at IS NULL)
                AND (delete_attempts = 0 OR updated_at
                    + min(\(firstPause.milliseconds) << min(delete_attempts - 1, 20), 3600000) <= \(now))
            ORDER BY kind, deleting_since_at
            """, Resource.init)
    }

    /// Ends every grace period whose time is over and starts the deletion of the server where there is one.
    /// A customer who paid a moment before is not in a grace period any more: one transaction decides.
    /// Safe to repeat. Returns the jobs to launch.
    package func endGracePeriods(deadline: Duration) throws -> [Job.ID] {
        try database.write {
            let lapsed = try database.rows(
                """
                SELECT * FROM subscriptions WHERE status = 'grace_period' AND grace_period_ends_at <= \(now)
                """, Subscription.init)
            return try lapsed.compactMap { subscription in
                switch try startDeprovision(of: subscription.userID, deadline: deadline, by: .system) {
                // A deploy at work ends first; the next round finds what it made.
                case .deployRunning: return nil
                case .started(let job):
                    try endSubscription(of: subscription.userID, by: .system)
                    return job
                case .alreadyRunning, .nothingToDelete:
                    try endSubscription(of: subscription.userID, by: .system)
                    return nil
                }
            }
        }
    }

    /// Starts the deletion of every server whose subscription has ended while a deploy was at work on it, or
    /// that was left for another reason. Safe to repeat. Returns the jobs to launch.
    package func removeUnpaidServers(deadline: Duration) throws -> [Job.ID] {
        try database.write {
            let users = try database.rows(
                """
                SELECT user_id FROM subscriptions WHERE status = 'canceled'
                    AND NOT EXISTS (
                        SELECT 1 FROM jobs WHERE jobs.user_id = subscriptions.user_id AND ended_at IS NULL)
                    AND (vps_provisioned = 1 OR hetzner_server_id IS NOT NULL OR EXISTS (
                        SELECT 1 FROM resources WHERE resources.user_id = subscriptions.user_id
                            AND state IN ('intended', 'created')))
                """
            ) { row throws(SQLiteError) -> User.ID in try row.id("user_id") }
            return try users.compactMap { user in
                guard case .started(let job) = try startDeprovision(of: user, deadline: deadline, by: .system)
                else { return nil }
                return job
            }
        }
    }

    /// How long a webhook's delivery is remembered; its sender has given up repeating it long before.
    private static let deliveryMemory: Duration = .seconds(90 * 86_400)

    /// Clears out sessions that have ended, windows of attempts that are over and old deliveries.
    package func clearOut() throws {
        try database.write {
            try database.execute("DELETE FROM sessions WHERE expires_at <= \(now)")
            try database.execute("DELETE FROM attempts WHERE window_ends_at <= \(now)")
            try database.execute(
                "DELETE FROM webhook_deliveries WHERE received_at <= \(now - Self.deliveryMemory)")
        }
    }
}
