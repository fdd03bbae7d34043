import SQLite

extension Store {
    /// Does to the customer's subscription what the event says, now that it is kept.
    func apply(
        _ event: BillingEvent, to user: User.ID, _ terms: BillingTerms
    ) throws -> BillingReceipt {
        guard let subscription = try subscription(of: user) else { throw StoreError.noSuchUser }
        if let id = event.customer.id { try learn(customer: id, of: user) }
        if case .active(let end) = event.standing {
            try liveOn(PaidSubscription(id: event.subscriptionID, until: end), user, because: event.type)
            return .applied(to: user, deprovision: nil)
        }
        let bound = subscription.externalSubscriptionID
        guard bound == nil || bound == event.subscriptionID else { return .beside(user) }
        if let other = try paidSubscription(of: user) {
            try liveOn(other, user, because: event.type)
            return .beside(user)
        }
        return .applied(to: user, deprovision: try end(subscription, event, terms))
    }

    /// Ends the subscription now or after its grace period. What has ended already stays so: the service tells
    /// the same end in several events.
    private func end(
        _ subscription: Subscription, _ event: BillingEvent, _ terms: BillingTerms
    ) throws -> Job.ID? {
        let user = subscription.userID
        switch (event.standing, subscription.status) {
        case (.active, _), (_, .none), (.ending, .canceled): return nil
        case (.ending(let paidUntil), .active), (.ending(let paidUntil), .gracePeriod):
            let grace = now + terms.gracePeriod
            try cancelSubscription(
                of: user, graceUntil: max(grace, paidUntil ?? grace), by: .system, detail: event.type)
            return nil
        case (.ended, .active), (.ended, .gracePeriod), (.ended, .canceled):
            if subscription.status != .canceled {
                try endSubscription(of: user, by: .system, detail: event.type)
            }
            // A deploy at work ends first; then maintenance finds what it made.
            guard
                case .started(let job) = try startDeprovision(
                    of: user, deadline: terms.deprovisionDeadline, by: .system)
            else { return nil }
            return job
        }
    }

    /// Binds the customer to what they pay for. An event that tells nothing new leaves no trace.
    func liveOn(_ paid: PaidSubscription, _ user: User.ID, because detail: String) throws {
        guard let known = try subscription(of: user) else { throw StoreError.noSuchUser }
        if known.status == .active, known.externalSubscriptionID == paid.id,
            known.currentPeriodEndsAt == paid.until
        {
            return
        }
        try database.execute(
            "UPDATE subscriptions SET external_subscription_id = \(paid.id) WHERE user_id = \(user)")
        try activateSubscription(of: user, until: paid.until, by: .system, detail: detail)
    }

    private func learn(customer id: String, of user: User.ID) throws {
        try database.execute(
            "UPDATE subscriptions SET external_customer_id = \(id) WHERE user_id = \(user)")
    }

    /// What the customer pays for that lasts longest, or nil when they pay for nothing.
    func paidSubscription(of user: User.ID) throws -> PaidSubscription? {
        try database.row(
            """
            SELECT id, paid_until_at FROM billing_subscriptions
            WHERE user_id = \(user) AND standing = 'active'
            ORDER BY paid_until_at DESC NULLS FIRST, event_at DESC LIMIT 1
            """
        ) { row throws(SQLiteError) in
            PaidSubscription(id: try row.text("id"), until: try row.optionalInstant("paid_until_at"))
        }
    }
}
