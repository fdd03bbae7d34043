/// Where a service stands.
struct ServiceState {
    enum Phase {
        case dead, starting, running, exited, stopping, waitingToRestart, failed

        /// What systemd calls ActiveState.
        var activeState: String {
            switch self {
            case .dead: "inactive"
            case .starting, .waitingToRestart: "activating"
            case .running, .exited: "active"
            case .stopping: "deactivating"
            case .failed: "failed"
            }
        }

        /// What systemd calls SubState.
        var subState: String {
            switch self {
            case .dead: "dead"
            case .starting: "start"
            case .running: "running"
            case .exited: "exited"
            case .stopping: "stop-sigterm"
            case .waitingToRestart: "auto-restart"
            case .failed: "failed"
            }
        }

        /// Whether nothing runs and nothing will, until someone asks for it.
        var isIdle: Bool {
            switch self {
            case .dead, .failed, .exited: true
            case .starting, .running, .stopping, .waitingToRestart: false
            }
        }
    }

    var phase = Phase.dead
    /// What systemd calls Result: why it ended as it did.
    var result = "success"
    /// 0 while none runs.
    var mainPID: Int32 = 0
    var execMainPID: Int32 = 0
    var lastExit: ExitStatus?
    /// Automatic ones since the last start that someone asked for.
    var restartCount = 0
    var stopRequested = false
    var conditionResult = false
    /// When the service was last started, for the limit on starts.
    var starts: [ContinuousClock.Instant] = []

    /// Counts a start, or answers false when there were too many (systemd.unit(5), StartLimitIntervalSec).
    mutating func allowsStart(of unit: ServiceUnit, at now: ContinuousClock.Instant) -> Bool {
        guard unit.startLimitInterval > .zero, unit.startLimitBurst > 0 else { return true }
        starts.removeAll { now - $0 > unit.startLimitInterval }
        guard starts.count < unit.startLimitBurst else { return false }
        starts.append(now)
        return true
    }
}
