import Crypto
import Logging
import Provisioning
import Store

/// The whole configuration, after its checks.
struct Configuration {
    /// The file of the configuration, which children read too.
    let path: String
    /// `https://host` without a slash at its end.
    let baseURL: String
    let keyring: Keyring
    let hetzner: HetznerSettings
    let provisioning: ProvisioningSettings
    let jobDeadline: Duration
    /// The number of jobs that may be at work at once.
    let maxJobs: Int
    let deployLimits: DeployLimits
    let database: String
    let jobLog: String
    let templates: String
    let responder: ResponderSettings
    let migratesOnStart: Bool
    let isSignUpOpen: Bool
    let operatorContact: String
    let gracePeriod: Duration
    /// The keys that verify the billing service's deliveries; empty when there is no such service.
    let billingKeys: [WebhookKey]
    /// The service's products that stand for a server; empty for all of them.
    let billingProducts: Set<String>
    let logLevel: Logger.Level
}

/// The settings of Hetzner's API.
struct HetznerSettings {
    let endpoint: String
    let token: Secret
    /// The file of CA certificates in PEM; nil for the system's.
    let caFile: String?
}

/// The settings of the socket and the threads of `serve`.
struct ResponderSettings {
    let socket: String
    let mode: UInt32
    let owner: String?
    let group: String?
    let threads: Int
    let maxBodyBytes: Int
}
