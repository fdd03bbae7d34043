import Provisioning
import Time

/// The wake-ups of jobs, as their sockets give them: the last process that bound a job's receives them, one that comes
/// before the wait is not lost, and one without a receiver is.
///
/// Only the thread with the baton uses it, hence `@unchecked Sendable`.
final class WakeUps: @unchecked Sendable {
    private final class Bound {
        let thread: SimulatedThread
        var isWaiting = false
        var isWoken = false

        init(_ thread: SimulatedThread) {
            self.thread = thread
        }
    }

    private let scheduler: Scheduler
    private var bound: [String: Bound] = [:]

    init(_ scheduler: Scheduler) {
        self.scheduler = scheduler
    }

    func bind(_ job: String) -> WaitForWakeUp {
        guard let thread = scheduler.current, scheduler.isCurrentAlive else { return { _ in } }
        let own = Bound(thread)
        bound[job] = own
        return { [scheduler] duration in
            scheduler.point(.wait)
            if !own.isWoken {
                own.isWaiting = true
                scheduler.pause(for: duration)
                own.isWaiting = false
            }
            own.isWoken = false
        }
    }

    func wake(_ job: String) {
        guard scheduler.isCurrentAlive, let own = bound[job], own.thread.process.isAlive else { return }
        own.isWoken = true
        if own.isWaiting, !own.thread.process.isStopped { scheduler.wake(own.thread) }
    }
}
