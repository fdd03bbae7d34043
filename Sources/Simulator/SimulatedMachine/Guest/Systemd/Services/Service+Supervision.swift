import Glibc
import Synchronization

/// The supervision of a running service: a thread waits for its process to end and restarts it as its unit says.
extension Service {
    /// Starts the service's process and records it in the state and the journal.
    func launch(_ unit: ServiceUnit) throws(MachineError) -> ServiceLaunch.Result {
        journal.log(name, "Starting \(name) - \(unit.description)...")
        let launchResult = try ServiceLaunch(unit: unit, output: output, journal: journal).run()
        if case .running(let process) = launchResult {
            let stopRequested = state.withLock {
                $0.phase = unit.type == .oneshot ? .starting : .running
                $0.result = "success"
                $0.mainPID = process.id
                $0.execMainPID = process.id
                return $0.stopRequested
            }
            journal.log(name, "Started \(name) - \(unit.description).")
            // The stop was requested while the process was being started and its id was not known yet.
            if stopRequested { ServiceSession.signal(SIGTERM, sessionOf: process.id) }
        }
        return launchResult
    }

    /// Waits for the process to end and restarts it until the unit does not ask for another restart.
    func supervise(_ unit: ServiceUnit, _ first: ServiceLaunch.Result) {
        var launchResult = first
        while let next = restartIfWanted(after: launchResult, unit) {
            launchResult = next
        }
    }

    private func restartIfWanted(after launchResult: ServiceLaunch.Result, _ unit: ServiceUnit)
        -> ServiceLaunch.Result?
    {
        let status = waitForEnd(of: launchResult)
        let restarts = state.withLock { state -> Int? in
            state.mainPID = 0
            state.lastExit = status
            state.result = unit.result(of: status)
            guard !state.stopRequested, unit.shouldRestart(after: status) else { return nil }
            state.phase = .waitingToRestart
            return state.restartCount
        }
        logFailure(status, unit)
        guard let restarts else {
            finish(after: status, unit)
            return nil
        }
        guard !stopIsRequested(within: unit.delay(afterRestarts: restarts)) else {
            enter(.dead, result: "success")
            return nil
        }
        return restart(unit, count: restarts + 1)
    }

    private func waitForEnd(of launchResult: ServiceLaunch.Result) -> ExitStatus {
        switch launchResult {
        case .running(let process):
            let status = process.wait()
            ServiceSession.signal(SIGKILL, sessionOf: process.id)
            return status
        case .exited(let status), .startPreFailed(let status):
            return status
        }
    }

    private func restart(_ unit: ServiceUnit, count: Int) -> ServiceLaunch.Result? {
        state.withLock { $0.restartCount = count }
        journal.log(name, "\(name): Scheduled restart job, restart counter is at \(count).")
        guard checkConditions(unit) else {
            enter(.dead, result: "success")
            return nil
        }
        guard checkStartLimit(unit) else { return nil }
        do throws(MachineError) {
            return try launch(unit)
        } catch {
            journal.log(name, "\(name): \(error)")
            enter(.failed, result: "resources")
            return nil
        }
    }

    private func stopIsRequested(within delay: Duration) -> Bool {
        let deadline = ContinuousClock.now + delay
        while ContinuousClock.now < deadline {
            if current.stopRequested { return true }
            pause(min(.milliseconds(20), deadline - .now))
        }
        return current.stopRequested
    }

    private func logFailure(_ status: ExitStatus, _ unit: ServiceUnit) {
        if unit.isClean(status) { return }
        journal.log(name, "\(name): Main process exited, \(status.journalText)")
        journal.log(name, "\(name): Failed with result '\(unit.result(of: status))'.")
    }

    private func finish(after status: ExitStatus, _ unit: ServiceUnit) {
        if unit.isClean(status) {
            journal.log(name, "\(name): Deactivated successfully.")
            let stays = unit.remainsAfterExit && !current.stopRequested
            enter(stays ? .exited : .dead, result: "success")
        } else {
            enter(.failed, result: unit.result(of: status))
        }
    }

    /// Sets the state after the main process has ended.
    func enter(_ phase: ServiceState.Phase, result: String) {
        state.withLock {
            $0.phase = phase
            $0.result = result
            $0.mainPID = 0
        }
    }
}
