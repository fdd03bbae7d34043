import SQLite

/// What a customer has paid for and the server they have for it.
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
    /// The billing service's id of what the customer pays for; nil when no event has told it.
    package let externalSubscriptionID: String?
    package let isServerProvisioned: Bool
    package let hetznerServerID: Int64?
    package let hetznerSSHKeyID: Int64?
    package let ipAddress: String?
    package let hostname: String?
    /// Nil until the first deploy, and again after the server was given up.
    package let provisioningStatus: ProvisioningStatus?
    /// A sentence fit for the customer.
    package let provisioningError: String?
    package let provisionedAt: Instant?
    package let deprovisionedAt: Instant?

    init(_ row: Row) throws(SQLiteError) {
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
