/// A service as its unit file describes it: the settings that the simulator honours. Sandboxing and the like
/// is accepted and has no effect; what systemd does not know is complained about, as systemd does.
struct ServiceUnit: Equatable, Sendable {
    enum Restart: String, Sendable {
        case no, always
        case onSuccess = "on-success"
        case onFailure = "on-failure"
        case onAbnormal = "on-abnormal"
        case onAbort = "on-abort"
        case onWatchdog = "on-watchdog"
    }

    enum Kind: String, Sendable {
        case simple, exec, oneshot
    }

    struct Command: Equatable, Sendable {
        let words: [String]
        /// With a leading `-`, failure counts as success.
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
    var kind = Kind.simple
    var remainsAfterExit = false
    var user: String?
    var group: String?
    var directory: String?
    var environment: [String] = []
    var environmentFiles: [EnvironmentFilePath] = []
    var preparations: [Command] = []
    var commands: [Command] = []
    var restart = Restart.no
    var restartDelay = Duration.milliseconds(100)
    var restartSteps = 0
    var longestRestartDelay = TimeSpan.infinity
    var startLimitInterval = Duration.seconds(10)
    var startLimitBurst = 5
    var stopTime = Duration.seconds(90)
    var identifier: String?
    var mayGainPrivileges = true
    var wantedBy: [String] = []

    init(name: String, path: String) {
        self.name = name
        self.path = path
        description = name
    }
}
