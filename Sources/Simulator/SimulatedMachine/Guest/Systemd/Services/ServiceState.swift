/// Where a service stands.
struct ServiceState {
    enum Phase {
        case dead, starting, running, exited, stopping, waitingToRestart, failed

        /// What systemd calls ActiveState.
        var active: String {
            switch self {
            case .dead: "inactive"
            case .starting, .waitingToRestart: "activating"
            case .running, .exited: "active"
            case .stopping: "deactivating"
            case .failed: "failed"
            }
        }

        /// What systemd calls SubState.
        var sub: String {
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
        var isSettled: Bool {
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
    var mainProcess: Int32 = 0
    var lastMainProcess: Int32 = 0
    var lastExit: ExitStatus?
    /// Automatic ones since the last start that someone asked for.
    var restarts = 0
    var isToStop = false
    var conditionsHold = false
    /// When the service was last started, for the limit on starts.
    var starts: [ContinuousClock.Instant] = []

    /// Counts a start, or answers false when there were too many (systemd.unit(5), StartLimitIntervalSec).
    mutating func mayStart(_ unit: ServiceUnit, now: ContinuousClock.Instant) -> Bool {
        guard unit.startLimitInterval > .zero, unit.startLimitBurst > 0 else { return true }
        starts.removeAll { now - $0 > unit.startLimitInterval }
        guard starts.count < unit.startLimitBurst else { return false }
        starts.append(now)
        return true
    }
}
