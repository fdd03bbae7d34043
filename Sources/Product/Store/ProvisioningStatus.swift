/// Where a customer's server stands; persisted, so the raw values never change.
package enum ProvisioningStatus: String, Sendable, CaseIterable {
    case pending, creating
    case cloudInit = "cloud_init"
    case injectingSecrets = "injecting_secrets"
    case ready, failed
}
