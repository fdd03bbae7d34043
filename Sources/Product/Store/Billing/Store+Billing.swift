import Time

extension Store {
    /// Handles an event of the billing service once, in whatever order and however often events arrive: recording
    /// its delivery and all that it changes are one transaction.
    package func receive(
        _ event: BillingEvent, delivery: String, terms: BillingTerms
    ) throws -> BillingReceipt {
        try database.write {
            guard try recordDelivery(delivery, of: event) else { return .repeated }
            let user = try customer(of: event)
            guard try save(event, of: user) else { return .outdated }
            guard let user else { return .unclaimed }
            return try apply(event, to: user, terms)
        }
    }

    /// Gives a new account the subscriptions that were paid for under its address before.
    func claimBilling(for user: User.ID, email: String) throws {
        let claimed = try database.execute(
            """
            UPDATE billing_subscriptions SET user_id = \(user), updated_at = \(now)
            WHERE user_id IS NULL AND email = \(email)
            """)
        guard claimed > 0, let paid = try paidSubscription(of: user) else { return }
        try bind(paid, user, because: "sign-up")
    }

    /// False when the delivery was recorded before.
    private func recordDelivery(_ id: String, of event: BillingEvent) throws -> Bool {
        try database.execute(
            """
            INSERT INTO webhook_deliveries (id, type, received_at) VALUES (\(id), \(event.type), \(now))
            ON CONFLICT (id) DO NOTHING
            """) == 1
    }

    /// The account of our own id in the event, else the one that has the service's ids, else the one with the
    /// address.
    private func customer(of event: BillingEvent) throws -> User.ID? {
        if let id = event.customer.userID, let user = try user(id) { return user.id }
        let known = try database.row(
            """
            SELECT user_id, 1 AS rank FROM billing_subscriptions
                WHERE id = \(event.subscriptionID) AND user_id IS NOT NULL
            UNION ALL SELECT user_id, 2 FROM subscriptions
                WHERE external_subscription_id = \(event.subscriptionID)
            UNION ALL SELECT user_id, 3 FROM subscriptions WHERE external_customer_id = \(event.customer.id)
            ORDER BY rank LIMIT 1
            """
        ) { row -> User.ID in try row.id("user_id") }
        return try known ?? event.customer.email.flatMap { try user(email: $0)?.id }
    }

    /// Saves the subscription's new status; false when a later event was saved before. Of two events at the same
    /// moment the one that ends the subscription counts.
    private func save(_ event: BillingEvent, of user: User.ID?) throws -> Bool {
        try database.execute(
            """
            INSERT INTO billing_subscriptions
                (id, user_id, customer_id, email, standing, paid_until_at, event_at, updated_at)
            VALUES (\(event.subscriptionID), \(user), \(event.customer.id),
                \(event.customer.email.map(Self.folded)), \(event.status.name), \(event.status.paidUntil),
                \(event.at), \(now))
            ON CONFLICT (id) DO UPDATE SET user_id = coalesce(excluded.user_id, billing_subscriptions.user_id),
                customer_id = coalesce(excluded.customer_id, billing_subscriptions.customer_id),
                email = coalesce(excluded.email, billing_subscriptions.email), standing = excluded.standing,
                paid_until_at = excluded.paid_until_at, event_at = excluded.event_at, updated_at = \(now)
            WHERE excluded.event_at > billing_subscriptions.event_at
                OR (excluded.event_at = billing_subscriptions.event_at AND billing_subscriptions.standing <> 'ended')
            """) == 1
    }
}

extension BillingEvent.Status {
    /// Persisted, so the names never change.
    fileprivate var name: String {
        switch self {
        case .active: "active"
        case .ending: "ending"
        case .ended: "ended"
        }
    }

    fileprivate var paidUntil: Instant? {
        switch self {
        case .active(let end), .ending(let end): end
        case .ended: nil
        }
    }
}
