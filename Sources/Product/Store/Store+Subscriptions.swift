import SQLite

extension Store {
    /// The subscription of that account, or nil when there is no such account.
    package func subscription(of user: User.ID) throws -> Subscription? {
        try database.row("SELECT * FROM subscriptions WHERE user_id = \(user)", Subscription.init)
    }

    /// Makes the subscription active until `periodEnd`; an earlier grace period is over. Safe to repeat.
    package func activateSubscription(
        of user: User.ID, until periodEnd: Instant?, by actor: Actor, detail: String? = nil
    ) throws {
        try changeSubscription(of: user, action: "subscription.activated", by: actor, detail: detail) {
            """
            UPDATE subscriptions SET status = 'active', current_period_end_at = \(periodEnd),
                grace_period_ends_at = NULL, updated_at = \(now) WHERE user_id = \(user)
            """
        }
    }

    /// Starts the grace period; the server stays until it ends. Safe to repeat: an earlier end stays.
    package func startGracePeriod(
        of user: User.ID, until graceEnd: Instant, by actor: Actor, detail: String? = nil
    ) throws {
        try changeSubscription(of: user, action: "subscription.canceled", by: actor, detail: detail) {
            """
            UPDATE subscriptions SET status = 'grace_period',
                grace_period_ends_at = coalesce(grace_period_ends_at, \(graceEnd)), updated_at = \(now)
            WHERE user_id = \(user)
            """
        }
    }

    /// Ends the subscription at once, without grace. The caller deprovisions.
    package func endSubscription(of user: User.ID, by actor: Actor, detail: String? = nil) throws {
        try changeSubscription(of: user, action: "subscription.ended", by: actor, detail: detail) {
            """
            UPDATE subscriptions SET status = 'canceled', grace_period_ends_at = NULL, updated_at = \(now)
            WHERE user_id = \(user)
            """
        }
    }

    private func changeSubscription(
        of user: User.ID, action: String, by actor: Actor, detail: String?, _ statement: () -> SQL
    ) throws {
        try database.write {
            guard try database.execute(statement()) == 1 else { throw StoreError.noSuchUser }
            try recordAudit(action, of: user, by: actor, detail: detail)
        }
    }
}
