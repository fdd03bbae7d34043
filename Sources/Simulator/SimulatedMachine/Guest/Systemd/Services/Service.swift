import Glibc
import Synchronization

/// One service: starts it, keeps it running as its unit says, stops it. Any thread may ask; starting and stopping
/// take turns.
final class Service: Sendable {
    let name: String
    let journal: Journal
    let output: ServiceOutput
    let state = Mutex(ServiceState())
    private let turn = Mutex(())

    init(name: String, journal: Journal) throws(MachineError) {
        self.name = name
        self.journal = journal
        output = try ServiceOutput(unit: name, journal: journal)
    }

    var current: ServiceState { state.withLock { $0 } }

    /// What `systemctl start` tells of, besides success.
    enum StartFailure {
        case tooOften, command, resources
    }

    /// Starts the service unless it runs, and says why that failed at once. A condition that does not hold is no
    /// failure.
    func start(_ unit: ServiceUnit) -> StartFailure? {
        turn.withLock { _ in
            guard current.phase.isSettled, !(current.phase == .exited) else { return nil }
            guard conditionsHold(unit) else { return nil }
            guard mayStart(unit) else { return .tooOften }
            state.withLock {
                $0.phase = .starting
                $0.result = "success"
                $0.restarts = 0
                $0.isToStop = false
            }
            return begin(unit)
        }
    }

    /// Stops the service and whatever it has started; one that does not run is left as it is.
    func stop(limit: Duration) {
        turn.withLock { _ in
            let process = state.withLock { state -> Int32? in
                guard !state.phase.isSettled || state.phase == .exited else { return nil }
                state.isToStop = true
                if state.phase == .exited { state.phase = .dead }
                if state.phase == .running { state.phase = .stopping }
                return state.mainProcess
            }
            guard let process else { return }
            ServiceSession.signal(SIGTERM, sessionOf: process)
            guard !settles(within: limit) else { return }
            ServiceSession.signal(SIGKILL, sessionOf: process)
            _ = settles(within: .seconds(10))
        }
    }

    /// Forgets a failure and the count of starts.
    func reset() {
        state.withLock {
            $0.starts = []
            $0.restarts = 0
            if $0.phase == .failed { $0.phase = .dead }
            $0.result = "success"
        }
    }

    func settles(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + min(limit, .seconds(3600))
        while !current.phase.isSettled {
            guard ContinuousClock.now < deadline else { return false }
            pause(.milliseconds(5))
        }
        return true
    }

    func conditionsHold(_ unit: ServiceUnit) -> Bool {
        let unmet = unit.conditions.first { File.exists($0.path) == $0.isNegated }
        state.withLock { $0.conditionsHold = unmet == nil }
        guard let unmet else { return true }
        let condition = "ConditionPathExists=\(unmet.isNegated ? "!" : "")\(unmet.path)"
        journal.note(
            name, "\(unit.description) was skipped because of an unmet condition check (\(condition)).")
        return false
    }

    func mayStart(_ unit: ServiceUnit) -> Bool {
        if state.withLock({ $0.mayStart(unit, now: .now) }) { return true }
        journal.note(name, "\(name): Start request repeated too quickly.")
        journal.note(name, "\(name): Failed with result 'start-limit-hit'.")
        settle(.failed, result: "start-limit-hit")
        return false
    }

    private func begin(_ unit: ServiceUnit) -> StartFailure? {
        do throws(MachineError) {
            let outcome = try launch(unit)
            try startThread { self.supervise(unit, outcome) }
            if unit.kind == .oneshot {
                // Starting a one-shot service takes as long as it does.
                _ = settles(within: TimeSpan.infinity)
                return current.phase == .failed ? .command : nil
            }
            switch outcome {
            case .running: return nil
            case .ended: return unit.kind == .exec ? .command : nil
            case .unprepared: return .command
            }
        } catch {
            journal.note(name, "\(name): Failed to load environment files or to start: \(error)")
            settle(.failed, result: "resources")
            return .resources
        }
    }
}

/// The processes of a service: its main one leads a session, and what that starts stays in it.
enum ServiceSession {
    /// Sends a signal to every process of the session.
    static func signal(_ number: Int32, sessionOf leader: pid_t) {
        guard leader > 0 else { return }
        for name in File.names(in: "/proc") {
            guard let id = pid_t(name), session(of: id) == leader else { continue }
            kill(id, number)
        }
    }

    private static func session(of id: pid_t) -> pid_t? {
        // A process that has ended meanwhile has no session any more.
        let result = getsid(id)
        return result < 0 ? nil : result
    }
}
