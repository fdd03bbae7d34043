import Time

/// A customer whose access is over by the machine's clock, and whose server is to go.
package struct EndedAccess: Equatable, Sendable {
    package let user: User.ID
    /// Hetzner's id of the server that goes; nil when there is none, or none whose id is known.
    package let server: Int64?
}

extension Store {
    /// The customers whose grace periods are over, and those whose subscription has ended and who still have a server, such
    /// as one whose deploy was unfinished at that time. Ends nothing.
    ///
    /// - Parameter skip: Told of each subscription whose row can't be read, which is left as it is.
    package func endedAccesses(skipping skip: (UnreadableRow) -> Void = { _ in }) throws -> [EndedAccess] {
        try database.rows(
            """
            SELECT user_id, coalesce(hetzner_server_id, (
                SELECT hetzner_id FROM resources WHERE resources.user_id = subscriptions.user_id
                    AND kind = 'server' AND state IN ('intended', 'created'))) AS server
            FROM subscriptions WHERE \(isGracePeriodOver) OR \(hasUnpaidServer) ORDER BY user_id
            """, of: "subscriptions", identifiedBy: "user_id", skipping: skip
        ) { row in EndedAccess(user: try row.id("user_id"), server: try row.optionalInt("server")) }
    }

    /// Ends the customer's access if it is over still, and starts the deletion of the server. Safe to repeat. Returns the
    /// job to launch, if one was started. Throws `UnreadableRow` when a row of the customer can't be read; then the access
    /// stays as it is.
    package func endAccess(of user: User.ID, deadline: Duration) throws -> Job.ID? {
        do {
            return try database.write {
                if try endGracePeriod(of: user) {
                    try recordAudit("subscription.ended", of: user, by: .system)
                }
                let start = try startDeprovision(
                    of: user, ifSubscriptionIs: .ended, deadline: deadline, by: .system)
                guard case .started(let job) = start else { return nil }
                return job
            }
        } catch StoreError.malformedRow(let reason) {
            throw UnreadableRow(table: "subscriptions", id: user.text, reason: reason)
        }
    }

    /// Ends the subscription if its grace period is over; false when it isn't, when the customer has paid, or while a
    /// deploy is unfinished, whose server the next call finds.
    func endGracePeriod(of user: User.ID) throws -> Bool {
        try database.execute(
            """
            UPDATE subscriptions SET status = 'canceled', grace_period_ends_at = NULL, updated_at = \(now)
            WHERE user_id = \(user) AND \(isGracePeriodOver)
            """) == 1
    }

    /// True for a subscription whose grace period is over while no deploy is unfinished.
    private var isGracePeriodOver: SQL {
        """
        (status = 'grace_period' AND grace_period_ends_at <= \(wallTime) AND NOT EXISTS (
            SELECT 1 FROM jobs WHERE jobs.user_id = subscriptions.user_id AND kind = 'deploy' AND ended_at IS NULL))
        """
    }

    /// True for a subscription that has ended while there is a server, and no job that deletes it.
    private var hasUnpaidServer: SQL {
        """
        (status = 'canceled'
            AND NOT EXISTS (
                SELECT 1 FROM jobs WHERE jobs.user_id = subscriptions.user_id AND ended_at IS NULL)
            AND (vps_provisioned = 1 OR hetzner_server_id IS NOT NULL OR EXISTS (
                SELECT 1 FROM resources WHERE resources.user_id = subscriptions.user_id
                    AND state IN ('intended', 'created'))))
        """
    }
}
