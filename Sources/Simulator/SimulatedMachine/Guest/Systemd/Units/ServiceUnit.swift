/// The settings of a service's unit file that have an effect here. Sandboxing and the like is accepted without
/// effect; unknown settings cause warnings, as in systemd. The properties are named after the settings.
struct ServiceUnit: Equatable, Sendable {
    enum Restart: String, Sendable {
        case no, always
        case onSuccess = "on-success"
        case onFailure = "on-failure"
        case onAbnormal = "on-abnormal"
        case onAbort = "on-abort"
        case onWatchdog = "on-watchdog"
    }

    enum ServiceType: String, Sendable {
        case simple, exec, oneshot
    }

    struct Command: Equatable, Sendable {
        let words: [String]
        /// True with a leading `-`: a failure counts as success.
        let ignoresFailure: Bool
    }

    struct Condition: Equatable, Sendable {
        let path: String
        let isNegated: Bool
    }

    struct EnvironmentFilePath: Equatable, Sendable {
        let path: String
        let isOptional: Bool
    }

    let name: String
    let path: String
    var description: String
    var conditions: [Condition] = []
    var type = ServiceType.simple
    var remainsAfterExit = false
    var user: String?
    var workingDirectory: String?
    var environment: [String] = []
    var environmentFiles: [EnvironmentFilePath] = []
    var startPreCommands: [Command] = []
    var startCommands: [Command] = []
    var restart = Restart.no
    var restartDelay = Duration.milliseconds(100)
    var restartSteps = 0
    var restartMaxDelay = TimeSpan.infinity
    var startLimitInterval = Duration.seconds(10)
    var startLimitBurst = 5
    var stopTimeout = Duration.seconds(90)
    var syslogIdentifier: String?
    var noNewPrivileges = false
    var wantedBy: [String] = []

    init(name: String, path: String) {
        self.name = name
        self.path = path
        description = name
    }
}
