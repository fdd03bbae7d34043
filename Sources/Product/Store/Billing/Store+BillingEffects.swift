import Time

/// A paid subscription at the billing service.
struct PaidSubscription {
    /// The service's id of it.
    let id: String
    /// Nil when its end is not known.
    let until: Instant?
}

extension Store {
    /// Changes the customer's subscription as the event demands, after the event was saved.
    func apply(
        _ event: BillingEvent, to user: User.ID, _ terms: BillingTerms
    ) throws -> BillingReceipt {
        guard let subscription = try subscription(of: user) else { throw StoreError.noSuchUser }
        if let id = event.customer.id { try saveCustomerID(id, of: user) }
        if case .active(let end) = event.status {
            try bind(PaidSubscription(id: event.subscriptionID, until: end), user, because: event.type)
            return .applied(to: user, deprovision: nil)
        }
        let bound = subscription.externalSubscriptionID
        guard bound == nil || bound == event.subscriptionID else { return .beside(user) }
        if let other = try paidSubscription(of: user) {
            try bind(other, user, because: event.type)
            return .beside(user)
        }
        if event.status == .ended, let (id, paidUntil) = try endingSubscription(of: user),
            try setGracePeriod(of: user, boundTo: id, until: max(paidUntil, wallTime + terms.gracePeriod))
        {
            try recordAudit("subscription.canceled", of: user, by: .system, detail: event.type)
            return .beside(user)
        }
        return try end(subscription, event, terms)
    }

    /// Binds the customer to a subscription that isn't renewed: what they paid for it stays theirs when another one ends.
    /// An end of the grace period that is later stays. Returns false, and changes nothing, when access has ended.
    func setGracePeriod(of user: User.ID, boundTo subscription: String, until end: Instant) throws -> Bool {
        try database.execute(
            """
            UPDATE subscriptions SET external_subscription_id = \(subscription), status = 'grace_period',
                grace_period_ends_at = max(coalesce(grace_period_ends_at, 0), \(end)), updated_at = \(now)
            WHERE user_id = \(user) AND status IN ('active', 'grace_period')
            """) == 1
    }

    /// Ends the subscription now or after its grace period. An ended one stays ended: the service sends several
    /// events for one end.
    private func end(
        _ subscription: Subscription, _ event: BillingEvent, _ terms: BillingTerms
    ) throws -> BillingReceipt {
        let user = subscription.userID
        switch (event.status, subscription.status) {
        case (.active, _), (_, .none), (.ending, .ended):
            return .applied(to: user, deprovision: nil)
        case (.ending(let paidUntil), .active), (.ending(let paidUntil), .gracePeriod):
            let grace = wallTime + terms.gracePeriod
            try startGracePeriod(
                of: user, until: max(grace, paidUntil ?? grace), from: [.active, .gracePeriod], by: .system,
                detail: event.type)
            return .applied(to: user, deprovision: nil)
        case (.ended, .active), (.ended, .gracePeriod), (.ended, .ended):
            try endSubscription(of: user, from: [.active, .gracePeriod], by: .system, detail: event.type)
            return try removeServer(of: user, terms)
        }
    }

    /// Starts the server's deletion, or stops the deploy that is creating it. When a deploy can't be stopped any more,
    /// maintenance deletes its server.
    private func removeServer(of user: User.ID, _ terms: BillingTerms) throws -> BillingReceipt {
        switch try startDeprovision(of: user, deadline: terms.deprovisionDeadline, by: .system) {
        case .started(let job): return .applied(to: user, deprovision: job)
        case .alreadyRunning, .nothingToDelete: return .applied(to: user, deprovision: nil)
        case .deployRunning:
            switch try requestCancel(of: user, by: .system) {
            case .accepted(let job), .canceled(let job): return .stopping(job, of: user)
            case .alreadyStopping, .deletionRunning, .nothingRunning:
                return .applied(to: user, deprovision: nil)
            }
        }
    }

    /// Binds the customer to a paid subscription. Does nothing, and audits nothing, when they are bound to it with
    /// the same end already.
    func bind(_ paid: PaidSubscription, _ user: User.ID, because detail: String) throws {
        let isNew =
            try database.execute(
                """
                UPDATE subscriptions SET external_subscription_id = \(paid.id)
                WHERE user_id = \(user) AND NOT (status = 'active' AND external_subscription_id IS NOT DISTINCT FROM \(paid.id)
                    AND current_period_end_at IS NOT DISTINCT FROM \(paid.until))
                """) == 1
        guard isNew else { return }
        try activateSubscription(of: user, until: paid.until, by: .system, detail: detail)
    }

    private func saveCustomerID(_ id: String, of user: User.ID) throws {
        try database.execute(
            "UPDATE subscriptions SET external_customer_id = \(id) WHERE user_id = \(user)")
    }

    /// The customer's subscription that isn't renewed and is paid for longest; nil when none is paid for any more.
    private func endingSubscription(of user: User.ID) throws -> (id: String, paidUntil: Instant)? {
        try database.row(
            """
            SELECT id, paid_until_at FROM billing_subscriptions
            WHERE user_id = \(user) AND standing = 'ending' AND paid_until_at > \(wallTime)
            ORDER BY paid_until_at DESC, id LIMIT 1
            """
        ) { (try $0.text("id"), try $0.instant("paid_until_at")) }
    }

    /// The customer's paid subscription that lasts longest, or nil when there is none.
    func paidSubscription(of user: User.ID) throws -> PaidSubscription? {
        try database.row(
            """
            SELECT id, paid_until_at FROM billing_subscriptions
            WHERE user_id = \(user) AND standing = 'active'
            ORDER BY paid_until_at DESC NULLS FIRST, event_at DESC LIMIT 1
            """
        ) { row in
            PaidSubscription(id: try row.text("id"), until: try row.optionalInstant("paid_until_at"))
        }
    }
}
