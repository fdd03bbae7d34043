import Glibc
import Synchronization

/// One service: starts it, keeps it running as its unit says, stops it. Any thread may ask; starting and stopping
/// take turns.
final class Service: Sendable {
    let name: String
    private let journal: Journal
    private let output: ServiceOutput
    private let state = Mutex(ServiceState())
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

    private func settles(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + min(limit, .seconds(3600))
        while !current.phase.isSettled {
            guard ContinuousClock.now < deadline else { return false }
            pause(.milliseconds(5))
        }
        return true
    }

    private func conditionsHold(_ unit: ServiceUnit) -> Bool {
        let unmet = unit.conditions.first { File.exists($0.path) == $0.isNegated }
        state.withLock { $0.conditionsHold = unmet == nil }
        guard let unmet else { return true }
        let condition = "ConditionPathExists=\(unmet.isNegated ? "!" : "")\(unmet.path)"
        journal.note(
            name, "\(unit.description) was skipped because of an unmet condition check (\(condition)).")
        return false
    }

    private func mayStart(_ unit: ServiceUnit) -> Bool {
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

    private func launch(_ unit: ServiceUnit) throws(MachineError) -> ServiceLaunch.Outcome {
        journal.note(name, "Starting \(name) - \(unit.description)...")
        let outcome = try ServiceLaunch(unit: unit, output: output, journal: journal).run()
        if case .running(let process) = outcome {
            let isToStop = state.withLock {
                $0.phase = unit.kind == .oneshot ? .starting : .running
                $0.result = "success"
                $0.mainProcess = process.id
                $0.lastMainProcess = process.id
                return $0.isToStop
            }
            journal.note(name, "Started \(name) - \(unit.description).")
            // Asked for while the process was being made: nobody else knew whom to tell.
            if isToStop { ServiceSession.signal(SIGTERM, sessionOf: process.id) }
        }
        return outcome
    }

    /// Waits for the process to end and starts it again for as long as the unit asks for that.
    private func supervise(_ unit: ServiceUnit, _ first: ServiceLaunch.Outcome) {
        var outcome = first
        while let next = afterEnd(of: outcome, unit) {
            outcome = next
        }
    }

    private func afterEnd(of outcome: ServiceLaunch.Outcome, _ unit: ServiceUnit) -> ServiceLaunch.Outcome? {
        let status = end(of: outcome)
        let restarts = state.withLock { state -> Int? in
            state.mainProcess = 0
            state.lastExit = status
            state.result = unit.result(of: status)
            guard !state.isToStop, unit.restarts(after: status) else { return nil }
            state.phase = .waitingToRestart
            return state.restarts
        }
        note(status, unit)
        guard let restarts else {
            settle(after: status, unit)
            return nil
        }
        guard !isToldToStop(within: unit.delay(afterRestarts: restarts)) else {
            settle(.dead, result: "success")
            return nil
        }
        return restart(unit, count: restarts + 1)
    }

    private func end(of outcome: ServiceLaunch.Outcome) -> ExitStatus {
        switch outcome {
        case .running(let process):
            let status = process.wait()
            ServiceSession.signal(SIGKILL, sessionOf: process.id)
            return status
        case .ended(let status), .unprepared(let status):
            return status
        }
    }

    private func restart(_ unit: ServiceUnit, count: Int) -> ServiceLaunch.Outcome? {
        state.withLock { $0.restarts = count }
        journal.note(name, "\(name): Scheduled restart job, restart counter is at \(count).")
        guard conditionsHold(unit) else {
            settle(.dead, result: "success")
            return nil
        }
        guard mayStart(unit) else { return nil }
        do throws(MachineError) {
            return try launch(unit)
        } catch {
            journal.note(name, "\(name): \(error)")
            settle(.failed, result: "resources")
            return nil
        }
    }

    private func isToldToStop(within delay: Duration) -> Bool {
        let deadline = ContinuousClock.now + delay
        while ContinuousClock.now < deadline {
            if current.isToStop { return true }
            pause(min(.milliseconds(20), deadline - .now))
        }
        return current.isToStop
    }

    private func note(_ status: ExitStatus, _ unit: ServiceUnit) {
        if unit.isClean(status) { return }
        journal.note(name, "\(name): Main process exited, \(status.journalText)")
        journal.note(name, "\(name): Failed with result '\(unit.result(of: status))'.")
    }

    private func settle(after status: ExitStatus, _ unit: ServiceUnit) {
        if unit.isClean(status) {
            journal.note(name, "\(name): Deactivated successfully.")
            let stays = unit.remainsAfterExit && !current.isToStop
            settle(stays ? .exited : .dead, result: "success")
        } else {
            settle(.failed, result: unit.result(of: status))
        }
    }

    private func settle(_ phase: ServiceState.Phase, result: String) {
        state.withLock {
            $0.phase = phase
            $0.result = result
            $0.mainProcess = 0
        }
    }
}
