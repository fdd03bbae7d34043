import Glibc

extension ServiceUnit {
    /// Signals that count as a clean exit (systemd.service(5), SuccessExitStatus=).
    private static let cleanSignals = [SIGHUP, SIGINT, SIGTERM, SIGPIPE]

    /// True for a clean exit in systemd's sense.
    func isClean(_ status: ExitStatus) -> Bool {
        guard let signal = status.signal else { return status.code == 0 }
        return type != .oneshot && ServiceUnit.cleanSignals.contains(signal)
    }

    /// True when `Restart=` asks for a restart after such an exit (systemd.service(5), table 1).
    func shouldRestart(after status: ExitStatus) -> Bool {
        let isUncleanSignal = status.signal != nil && !isClean(status)
        return switch restart {
        case .no, .onWatchdog: false
        case .always: true
        case .onSuccess: isClean(status)
        case .onFailure: !isClean(status)
        case .onAbnormal, .onAbort: isUncleanSignal
        }
    }

    /// The delay before the restart that follows `restarts` earlier ones: RestartSec=, growing geometrically to
    /// RestartMaxDelaySec= in RestartSteps= steps (systemd.service(5)).
    func delay(afterRestarts restarts: Int) -> Duration {
        guard restartSteps > 0, restartMaxDelay < TimeSpan.infinity, restartMaxDelay > restartDelay
        else {
            return restartDelay
        }
        guard restarts < restartSteps else { return restartMaxDelay }
        let share = Double(restarts) / Double(restartSteps)
        return restartDelay * pow(restartMaxDelay / restartDelay, share)
    }

    /// Result in systemd after such an exit.
    func result(of status: ExitStatus) -> String {
        if isClean(status) { return "success" }
        return status.signal == nil ? "exit-code" : "signal"
    }
}

extension ExitStatus {
    /// The exit status as systemd's journal messages have it.
    var journalText: String {
        if let signal { return "code=killed, status=\(signal)/\(ExitStatus.signalNames[signal] ?? "?")" }
        return "code=exited, status=\(code)/\(ExitStatus.codeNames[code] ?? "n/a")"
    }

    private static let signalNames: [Int32: String] = [
        SIGHUP: "HUP", SIGINT: "INT", SIGQUIT: "QUIT", SIGABRT: "ABRT", SIGKILL: "KILL", SIGSEGV: "SEGV",
        SIGPIPE: "PIPE", SIGTERM: "TERM",
    ]

    private static let codeNames: [Int32: String] = [
        0: "SUCCESS", 1: "FAILURE", 2: "INVALIDARGUMENT", 126: "n/a", 127: "n/a", 200: "CHDIR", 203: "EXEC",
        217: "USER",
    ]
}
