/// The keys of the configuration, in the order of the documentation.
enum ConfigurationKey: String, CaseIterable, Sendable {
    case baseURL = "BASE_URL"
    case callbackBaseURL = "CALLBACK_BASE_URL"
    case sealingKeys = "SEALING_KEYS"
    case hcloudToken = "HCLOUD_TOKEN"
    case hcloudEndpoint = "HCLOUD_ENDPOINT"
    case hcloudProject = "HCLOUD_PROJECT"
    case hcloudCAFile = "HCLOUD_CA_FILE"
    case controlPlaneAddresses = "CONTROL_PLANE_ADDRESSES"
    case serverChoices = "SERVER_CHOICES"
    case serverImage = "SERVER_IMAGE"
    case sshKeyType = "SSH_KEY_TYPE"
    case sshPort = "SSH_PORT"
    case database = "DATABASE"
    case runDirectory = "RUN_DIR"
    case jobLog = "JOB_LOG"
    case templates = "TEMPLATES"
    case socket = "SOCKET"
    case socketMode = "SOCKET_MODE"
    case socketOwner = "SOCKET_OWNER"
    case socketGroup = "SOCKET_GROUP"
    case threads = "THREADS"
    case maxBodyBytes = "MAX_BODY_BYTES"
    case migrateOnStart = "MIGRATE_ON_START"
    case signUp = "SIGN_UP"
    case operatorContact = "OPERATOR_CONTACT"
    case setUpTimeout = "SET_UP_TIMEOUT_SECONDS"
    case serviceSettle = "SERVICE_SETTLE_SECONDS"
    case jobDeadline = "JOB_DEADLINE_SECONDS"
    case maxJobs = "MAX_JOBS"
    case maxServers = "MAX_SERVERS"
    case deploysPerDay = "DEPLOYS_PER_DAY"
    case billingSecret = "BILLING_WEBHOOK_SECRET"
    case billingProducts = "BILLING_PRODUCTS"
    case graceDays = "GRACE_PERIOD_DAYS"
    case rachelUser = "RACHEL_USER"
    case rachelPackages = "RACHEL_PACKAGES"
    case rachelRepository = "RACHEL_REPOSITORY"
    case rachelReference = "RACHEL_REFERENCE"
    case rachelUnitFile = "RACHEL_UNIT_FILE"
    case logLevel = "LOG_LEVEL"

    /// True for secrets. They come from the configuration or from the file that `KEY_FILE` names, never from the
    /// environment, which other processes of the user can read and children inherit.
    var isSecret: Bool {
        self == .sealingKeys || self == .hcloudToken || self == .billingSecret
    }

    /// The key that names a file with the value; only secrets have one.
    var fileKey: String { rawValue + "_FILE" }
}
