package import Time

/// A customer's subscription and the server that they have for it.
package struct Subscription: Sendable {
    /// Persisted, so the raw values never change.
    package enum Status: String, Sendable, CaseIterable {
        case none, active
        case gracePeriod = "grace_period"
        case ended = "canceled"
    }

    package let userID: User.ID
    package let status: Status
    package let currentPeriodEndsAt: Instant?
    package let gracePeriodEndsAt: Instant?
    /// The billing service's id of the subscription; nil before its first event.
    package let externalSubscriptionID: String?
    package let isServerProvisioned: Bool
    package let hetznerServerID: Int64?
    package let hetznerSSHKeyID: Int64?
    package let ipAddress: String?
    package let hostname: String?
    /// Nil until the first deploy, and again after the server was released.
    package let provisioningStatus: ProvisioningStatus?
    /// A sentence for the customer.
    package let provisioningError: String?
    package let provisionedAt: Instant?
    package let deprovisionedAt: Instant?

    init(_ row: Row) throws(StoreError) {
        userID = try row.id("user_id")
        status = try row.value("status")
        currentPeriodEndsAt = try row.optionalInstant("current_period_end_at")
        gracePeriodEndsAt = try row.optionalInstant("grace_period_ends_at")
        externalSubscriptionID = try row.optionalText("external_subscription_id")
        isServerProvisioned = try row.bool("vps_provisioned")
        hetznerServerID = try row.optionalInt("hetzner_server_id")
        hetznerSSHKeyID = try row.optionalInt("hetzner_ssh_key_id")
        ipAddress = try row.optionalText("vps_ip_address")
        hostname = try row.optionalText("vps_hostname")
        provisioningStatus = try row.optionalValue("provisioning_status")
        provisioningError = try row.optionalText("provisioning_error")
        provisionedAt = try row.optionalInstant("provisioned_at")
        deprovisionedAt = try row.optionalInstant("deprovisioned_at")
    }
}

/// The progress of a customer's deploy; persisted, so the raw values never change.
package enum ProvisioningStatus: String, Sendable, CaseIterable {
    case pending, creating
    case cloudInit = "cloud_init"
    case injectingSecrets = "injecting_secrets"
    case ready, failed
}

extension Store {
    /// The subscription of that account, or nil when there is no such account.
    package func subscription(of user: User.ID) throws -> Subscription? {
        try database.row("SELECT * FROM subscriptions WHERE user_id = \(user)", Subscription.init)
    }

    /// Makes the subscription active until `periodEnd` and ends its grace period. Safe to repeat. Throws
    /// `StoreError.noSuchUser`.
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

    /// Starts the grace period, if the subscription has one of `statuses`; the server stays until it ends. Safe to
    /// repeat: an earlier end stays. Throws `StoreError.noSuchUser`.
    package func startGracePeriod(
        of user: User.ID, until graceEnd: Instant,
        from statuses: [Subscription.Status] = Subscription.Status.allCases,
        by actor: Actor, detail: String? = nil
    ) throws {
        try changeSubscription(of: user, action: "subscription.canceled", by: actor, detail: detail) {
            """
            UPDATE subscriptions SET status = 'grace_period',
                grace_period_ends_at = coalesce(grace_period_ends_at, \(graceEnd)), updated_at = \(now)
            WHERE user_id = \(user) AND status IN \(list: statuses.map(\.rawValue))
            """
        }
    }

    /// Ends the subscription at once, without a grace period, if it has one of `statuses`. The caller deletes the
    /// server. Throws `StoreError.noSuchUser`.
    package func endSubscription(
        of user: User.ID, from statuses: [Subscription.Status] = Subscription.Status.allCases,
        by actor: Actor,
        detail: String? = nil
    ) throws {
        try changeSubscription(of: user, action: "subscription.ended", by: actor, detail: detail) {
            """
            UPDATE subscriptions SET status = 'canceled', grace_period_ends_at = NULL, updated_at = \(now)
            WHERE user_id = \(user) AND status IN \(list: statuses.map(\.rawValue))
            """
        }
    }

    private func changeSubscription(
        of user: User.ID, action: String, by actor: Actor, detail: String?, _ statement: () -> SQL
    ) throws {
        try database.write {
            guard try database.execute(statement()) == 1 else {
                guard try subscription(of: user) != nil else { throw StoreError.noSuchUser }
                return
            }
            try recordAudit(action, of: user, by: actor, detail: detail)
        }
    }
}
