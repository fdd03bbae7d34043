/// The state of a service, as `systemctl show` prints it.
struct ServiceState {
    enum Phase {
        case dead, starting, running, exited, stopping, waitingToRestart, failed

        /// ActiveState in systemd.
        var activeState: String {
            switch self {
            case .dead: "inactive"
            case .starting, .waitingToRestart: "activating"
            case .running, .exited: "active"
            case .stopping: "deactivating"
            case .failed: "failed"
            }
        }

        /// SubState in systemd.
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

        /// True when no process runs and none will be started without a new command.
        var isIdle: Bool {
            switch self {
            case .dead, .failed, .exited: true
            case .starting, .running, .stopping, .waitingToRestart: false
            }
        }
    }

    var phase = Phase.dead
    /// Result in systemd: how the service ended last.
    var result = "success"
    /// MainPID in systemd; 0 while no process runs.
    var mainPID: Int32 = 0
    /// ExecMainPID in systemd: the last main process, also after its end.
    var execMainPID: Int32 = 0
    var lastExit: ExitStatus?
    /// NRestarts in systemd: the automatic restarts since the last start by command.
    var restartCount = 0
    var stopRequested = false
    /// ConditionResult in systemd.
    var conditionResult = false
    /// The times of the starts that count for StartLimitBurst=.
    var starts: [ContinuousClock.Instant] = []

    /// Counts a start, or returns false when there were too many (systemd.unit(5), StartLimitIntervalSec=).
    mutating func allowsStart(of unit: ServiceUnit, at now: ContinuousClock.Instant) -> Bool {
        guard unit.startLimitInterval > .zero, unit.startLimitBurst > 0 else { return true }
        starts.removeAll { now - $0 > unit.startLimitInterval }
        guard starts.count < unit.startLimitBurst else { return false }
        starts.append(now)
        return true
    }
}
