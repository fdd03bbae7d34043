import Crypto
import Logging
import Provisioning

/// The whole configuration, checked.
struct Configuration {
    /// The file it was read from; children read the same.
    let path: String
    /// `https://host` without a slash at its end.
    let baseURL: String
    let keyring: Keyring
    let hetzner: HetznerSettings
    let provisioning: ProvisioningSettings
    let jobDeadline: Duration
    let database: String
    let jobLog: String
    let templates: String
    let responder: ResponderSettings
    let migratesOnStart: Bool
    let isSignUpOpen: Bool
    let operatorContact: String
    let gracePeriod: Duration
    /// What the billing service's deliveries are checked with; empty when there is no such service.
    let billingKeys: [WebhookKey]
    /// What of the service's products stands for a server; empty for all of them.
    let billingProducts: Set<String>
    let logLevel: Logger.Level
}

/// How to reach Hetzner's API.
struct HetznerSettings {
    let endpoint: String
    let token: Secret
    /// CA certificates in PEM; nil for the system's.
    let caFile: String?
}

/// Where and how `serve` listens.
struct ResponderSettings {
    let socket: String
    let mode: UInt32
    let owner: String?
    let group: String?
    let threads: Int
    let maxBodyBytes: Int
}
