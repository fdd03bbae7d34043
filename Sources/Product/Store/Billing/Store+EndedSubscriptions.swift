import Time

extension Store {
    /// Ends the subscriptions whose grace period is over and starts the deletion of their servers. Safe to repeat.
    /// Returns the jobs to launch.
    package func endGracePeriods(deadline: Duration) throws -> [Job.ID] {
        try database.write {
            let lapsed = try database.rows(
                """
                SELECT * FROM subscriptions WHERE status = 'grace_period' AND grace_period_ends_at <= \(wallTime)
                """, Subscription.init)
            return try lapsed.compactMap { subscription in
                let user = subscription.userID
                guard try endGracePeriod(of: user) else { return nil }
                let start = try startDeprovision(of: user, deadline: deadline, by: .system)
                try recordAudit("subscription.ended", of: user, by: .system)
                guard case .started(let job) = start else { return nil }
                return job
            }
        }
    }

    /// Ends the subscription if its grace period is over; false when it isn't, when the customer has paid, or while a
    /// deploy is unfinished, whose server the next call finds.
    func endGracePeriod(of user: User.ID) throws -> Bool {
        try database.execute(
            """
            UPDATE subscriptions SET status = 'canceled', grace_period_ends_at = NULL, updated_at = \(now)
            WHERE user_id = \(user) AND status = 'grace_period' AND grace_period_ends_at <= \(wallTime)
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE user_id = \(user) AND kind = 'deploy' AND ended_at IS NULL)
            """) == 1
    }

    /// Starts the deletion of every server whose subscription has ended, such as one whose deploy was unfinished at
    /// that time. Safe to repeat. Returns the jobs to launch.
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
            ) { row -> User.ID in try row.id("user_id") }
            return try users.compactMap { user in
                let start = try startDeprovision(
                    of: user, ifSubscriptionIs: .ended, deadline: deadline, by: .system)
                guard case .started(let job) = start else { return nil }
                return job
            }
        }
    }
}
