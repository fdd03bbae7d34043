import Glibc
import Synchronization

/// One service: starts it, restarts it as its unit says, and stops it. Any thread may call it; starts and stops run
/// one after the other.
final class Service: Sendable {
    let name: String
    let journal: Journal
    let output: ServiceOutput
    let state = Mutex(ServiceState())
    private let startStopLock = Mutex(())

    init(name: String, journal: Journal) throws(MachineError) {
        self.name = name
        self.journal = journal
        output = try ServiceOutput(unit: name, journal: journal)
    }

    var current: ServiceState { state.withLock { $0 } }

    /// The failures that `systemctl start` distinguishes.
    enum StartFailure {
        case startLimitHit, commandFailed, resources
    }

    /// Starts the service unless it is running. Returns why the start failed, or nil; an unmet condition is not a
    /// failure. For a one-shot service it returns after the service has ended, since only then it counts as started.
    func start(_ unit: ServiceUnit) -> StartFailure? {
        var isRunning = false
        let failure = startUnlessRunning(unit, &isRunning)
        guard unit.type == .oneshot, isRunning else { return failure }
        _ = becomesIdle(within: TimeSpan.infinity)
        return current.phase == .failed ? .commandFailed : nil
    }

    /// Sets `isRunning` when the service runs afterwards.
    private func startUnlessRunning(_ unit: ServiceUnit, _ isRunning: inout Bool) -> StartFailure? {
        startStopLock.withLock { _ in
            guard current.phase.isIdle, !(current.phase == .exited) else {
                isRunning = true
                return nil
            }
            guard checkConditions(unit) else { return nil }
            guard checkStartLimit(unit) else { return .startLimitHit }
            state.withLock {
                $0.phase = .starting
                $0.result = "success"
                $0.restartCount = 0
                $0.stopRequested = false
            }
            let failure = launchAndSupervise(unit)
            isRunning = failure == nil
            return failure
        }
    }

    /// Stops every process of the service: SIGTERM, and SIGKILL after `limit`. Does nothing when it isn't running.
    func stop(limit: Duration) {
        startStopLock.withLock { _ in
            let process = state.withLock { state -> Int32? in
                guard !state.phase.isIdle || state.phase == .exited else { return nil }
                state.stopRequested = true
                if state.phase == .exited { state.phase = .dead }
                if state.phase == .running { state.phase = .stopping }
                return state.mainPID
            }
            guard let process else { return }
            ServiceSession.signal(SIGTERM, sessionOf: process)
            guard !becomesIdle(within: limit) else { return }
            ServiceSession.signal(SIGKILL, sessionOf: process)
            _ = becomesIdle(within: .seconds(10))
        }
    }

    /// Clears the failed state and the counts of starts and restarts, for `reset-failed`.
    func reset() {
        state.withLock {
            $0.starts = []
            $0.restartCount = 0
            if $0.phase == .failed { $0.phase = .dead }
            $0.result = "success"
        }
    }

    /// Waits until the service is idle, at most `limit` or an hour; false when it still is not.
    func becomesIdle(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + min(limit, .seconds(3600))
        while !current.phase.isIdle {
            guard ContinuousClock.now < deadline else { return false }
            pause(.milliseconds(5))
        }
        return true
    }

    /// Records whether the unit's conditions are met, and logs the first that is not.
    func checkConditions(_ unit: ServiceUnit) -> Bool {
        let unmet = unit.conditions.first { File.exists($0.path) == $0.isNegated }
        state.withLock { $0.conditionResult = unmet == nil }
        guard let unmet else { return true }
        let condition = "ConditionPathExists=\(unmet.isNegated ? "!" : "")\(unmet.path)"
        journal.log(
            name, "\(unit.description) was skipped because of an unmet condition check (\(condition)).")
        return false
    }

    /// Counts a start, or fails the service when it was started too often.
    func checkStartLimit(_ unit: ServiceUnit) -> Bool {
        if state.withLock({ $0.allowsStart(of: unit, at: .now) }) { return true }
        journal.log(name, "\(name): Start request repeated too quickly.")
        journal.log(name, "\(name): Failed with result 'start-limit-hit'.")
        enter(.failed, result: "start-limit-hit")
        return false
    }

    private func launchAndSupervise(_ unit: ServiceUnit) -> StartFailure? {
        do throws(MachineError) {
            let launchResult = try launch(unit)
            try startThread { self.supervise(unit, launchResult) }
            switch launchResult {
            case .running: return nil
            case .exited: return unit.type == .exec ? .commandFailed : nil
            case .startPreFailed: return .commandFailed
            }
        } catch {
            journal.log(name, "\(name): Failed to load environment files or to start: \(error)")
            enter(.failed, result: "resources")
            return .resources
        }
    }
}

/// The processes of a service. Its main process leads a session, in which its children stay; systemd has a control
/// group for this.
enum ServiceSession {
    /// Sends a signal to every process of the session, to its leader first, as systemd does: it must not see its
    /// children end before.
    static func signal(_ number: Int32, sessionOf leader: pid_t) {
        guard leader > 0 else { return }
        kill(leader, number)
        for name in File.names(in: "/proc") {
            guard let id = pid_t(name), id != leader, session(of: id) == leader else { continue }
            kill(id, number)
        }
    }

    private static func session(of id: pid_t) -> pid_t? {
        // A process that has ended meanwhile has no session any more.
        let result = getsid(id)
        return result < 0 ? nil : result
    }
}
