import Crypto
import FoundationEssentials
import Logging
import Provisioning
import Store

extension Configuration {
    static let standardPath = "/etc/rachel-cloud/rachel-cloud.env"
    private static let maxFileBytes = 64 * 1024

    /// Reads and checks the file and the environment's overrides. Throws `BadInput` with all errors at once.
    static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(BadInput) -> Configuration {
        let text = try InputText.readText(path, maxBytes: maxFileBytes)
        let reader = ConfigurationReader(file: ConfigurationFile(text: text), environment: environment)
        reader.checkSecrecy(of: path)
        // Everything is read before anything is refused, so that all errors are found.
        let configuration = read(path, reader)
        guard let configuration, reader.errors.isEmpty else {
            throw BadInput(configuration: path, errors: reader.errors)
        }
        return configuration
    }

    /// The configuration; nil when a secret is missing, which is also one of the reader's errors.
    private static func read(_ path: String, _ reader: ConfigurationReader) -> Configuration? {
        let keyring = reader.keyring()
        let token = reader.secret(.hcloudToken)
        let endpoint = reader.apiURL(.hcloudEndpoint)
        let caFile = reader.optionalText(.hcloudCAFile)
        let baseURL = reader.siteURL(.baseURL)
        let provisioning = reader.provisioningSettings()
        let jobDeadline = reader.seconds(.jobDeadline, in: 300...3600)
        // The job's other steps and the undo need the rest of its time.
        let areUnderstood = !reader.isRejected(.setUpTimeout) && !reader.isRejected(.jobDeadline)
        if areUnderstood, provisioning.setUpTimeout + .seconds(240) > jobDeadline {
            reader.reject(.setUpTimeout, expected: "240 seconds less than JOB_DEADLINE_SECONDS, or fewer")
        }
        let maxJobs = reader.int(.maxJobs, in: 1...1000)
        let deployLimits = DeployLimits(
            servers: reader.int(.maxServers, in: 1...100_000),
            deploysPerDay: reader.int(.deploysPerDay, in: 1...1000))
        let database = reader.path(.database)
        let jobLog = reader.path(.jobLog)
        let templates = reader.path(.templates)
        let responder = reader.responderSettings()
        let migratesOnStart = reader.choice(.migrateOnStart, ["yes": true, "no": false], fallback: false)
        let isSignUpOpen = reader.choice(.signUp, ["open": true, "closed": false], fallback: false)
        let graceDays = reader.int(.graceDays, in: 0...90)
        let billingKeys = reader.billingKeys()
        let billingProducts = reader.billingProducts()
        let logLevel = reader.value(
            .logLevel, expected: ConfigurationKey.logLevel.about, fallback: .info,
            Logger.Level.init(rawValue:))
        guard let keyring, let token else { return nil }
        return Configuration(
            path: path, baseURL: baseURL, keyring: keyring,
            hetzner: HetznerSettings(endpoint: endpoint, token: token, caFile: caFile),
            provisioning: provisioning, jobDeadline: jobDeadline, maxJobs: maxJobs,
            deployLimits: deployLimits, database: database, jobLog: jobLog, templates: templates,
            responder: responder, migratesOnStart: migratesOnStart, isSignUpOpen: isSignUpOpen,
            operatorContact: reader.text(.operatorContact),
            gracePeriod: .seconds(86400 * graceDays), billingKeys: billingKeys,
            billingProducts: billingProducts, logLevel: logLevel)
    }
}

extension BadInput {
    /// All errors of the configuration at once. Each names the key and the expected value, but never the value, which
    /// may be a secret.
    init(configuration path: String, errors: [String]) {
        self.init(
            (["the configuration \(path) can't be used:"] + errors.map { "  \($0)" }).joined(separator: "\n"))
    }
}
