import Glibc
import Synchronization

/// What keeps a service running: a thread that waits for its process and starts it again when its unit asks for that.
extension Service {
    func launch(_ unit: ServiceUnit) throws(MachineError) -> ServiceLaunch.Outcome {
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
    func supervise(_ unit: ServiceUnit, _ first: ServiceLaunch.Outcome) {
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

    func settle(_ phase: ServiceState.Phase, result: String) {
        state.withLock {
            $0.phase = phase
            $0.result = result
            $0.mainProcess = 0
        }
    }
}
