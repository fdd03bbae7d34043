import Time

extension Store {
    /// Ends the subscriptions whose grace period is over and starts the deletion of their servers. Safe to repeat.
    /// Returns the jobs to launch.
    ///
    /// - Parameter skip: Told of each subscription whose rows can't be read, which is left as it is.
    package func endGracePeriods(
        deadline: Duration, skipping skip: (UnreadableRow) -> Void = { _ in }
    ) throws -> [Job.ID] {
        let lapsed: SQL =
            "SELECT user_id FROM subscriptions WHERE status = 'grace_period' AND grace_period_ends_at <= \(wallTime)"
        return try forEachUser(lapsed, skipping: skip) { user in
            guard try endGracePeriod(of: user) else { return nil }
            let start = try startDeprovision(of: user, deadline: deadline, by: .system)
            try recordAudit("subscription.ended", of: user, by: .system)
            guard case .started(let job) = start else { return nil }
            return job
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
    ///
    /// - Parameter skip: Told of each subscription whose rows can't be read, which is left as it is.
    package func removeUnpaidServers(
        deadline: Duration, skipping skip: (UnreadableRow) -> Void = { _ in }
    ) throws -> [Job.ID] {
        let unpaid: SQL = """
            SELECT user_id FROM subscriptions WHERE status = 'canceled'
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = subscriptions.user_id AND ended_at IS NULL)
                AND (vps_provisioned = 1 OR hetzner_server_id IS NOT NULL OR EXISTS (
                    SELECT 1 FROM resources WHERE resources.user_id = subscriptions.user_id
                        AND state IN ('intended', 'created')))
            """
        return try forEachUser(unpaid, skipping: skip) { user in
            let start = try startDeprovision(
                of: user, ifSubscriptionIs: .ended, deadline: deadline, by: .system)
            guard case .started(let job) = start else { return nil }
            return job
        }
    }

    /// Runs `body` for each user that the query gives, in a transaction each, so that none costs another theirs.
    private func forEachUser(
        _ query: SQL, skipping skip: (UnreadableRow) -> Void, _ body: (User.ID) throws -> Job.ID?
    ) throws -> [Job.ID] {
        let users = try database.rows(
            query, of: "subscriptions", identifiedBy: "user_id", skipping: skip
        ) { row -> User.ID in try row.id("user_id") }
        return try users.compactMap { user in
            do {
                return try database.write { try body(user) }
            } catch StoreError.malformedRow(let reason) {
                skip(UnreadableRow(table: "subscriptions", id: user.text, reason: reason))
                return nil
            }
        }
    }
}
