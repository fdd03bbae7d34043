import CSeededEntropy
import Linux
import Time

/// Runs all simulated processes, one at a time, in an order that a seed decides, by a clock that moves only when nobody
/// has anything to do.
///
/// Everything in a run is touched by the one thread that has the baton: the driver's, or that of the simulated thread
/// that the driver has resumed. Handing the baton over is a semaphore, which orders memory. Hence `@unchecked Sendable`.
final class Scheduler: @unchecked Sendable {
    /// The true time, which no process sees but by its host's clock.
    private(set) var now: Instant
    /// The thread that has the baton; nil while the driver has it, and while something is looked at.
    private(set) var current: SimulatedThread?
    /// The number of resumptions and other events so far.
    private(set) var eventCount = 0

    /// No honest run does as much without the time going on.
    private static let maxEventsAtOnce = 1_000_000

    private var eventsAtNow = 0
    private let fates: Fates
    private var queue = EventQueue()
    private let driver = Baton()
    private let driverEntropy: UnsafeMutablePointer<UInt64>

    init(start: Instant, fates: Fates, seed: UInt64) {
        now = start
        self.fates = fates
        driverEntropy = .allocate(capacity: 1)
        driverEntropy.initialize(to: seed)
        seeded_entropy_install()
        seeded_entropy_select(driverEntropy)
    }

    deinit {
        driverEntropy.deallocate()
    }

    // MARK: What happens when

    func at(_ time: Instant, _ body: @escaping () -> Void) {
        queue.add(at: max(time, now), body)
    }

    func after(_ duration: Duration, _ body: @escaping () -> Void) {
        queue.add(at: now + max(duration, .zero), body)
    }

    /// Does the next event if it is not after `end`; false when there is none. Belongs to the driver's thread.
    func step(until end: Instant) -> Bool {
        guard let time = queue.nextTime, time <= end, let body = queue.removeNext() else {
            now = max(now, end)
            return false
        }
        eventsAtNow = time == now ? eventsAtNow + 1 : 0
        precondition(
            eventsAtNow < Self.maxEventsAtOnce, "time stands still: something is in a loop without a pause")
        now = time
        eventCount += 1
        body()
        return true
    }

    // MARK: Processes

    /// Starts a thread of a process now; its body runs when the driver comes to it.
    func start(
        _ process: SimulatedProcess, _ scope: Scope, _ body: @escaping (SimulatedThread) -> Void
    ) {
        let thread = SimulatedThread(process, scope)
        process.threads.append(thread)
        let work = ThreadWork(self, thread, body)
        do throws(SystemError) {
            try PosixThread(stackBytes: 512 << 10) { work.run() }.detach()
        } catch {
            preconditionFailure("no thread for a simulated process: \(error)")
        }
        resume(thread, at: now)
    }

    fileprivate func finish(_ thread: SimulatedThread) {
        thread.isEnded = true
        let process = thread.process
        process.threads.removeAll { $0 === thread }
        if process.threads.isEmpty, !process.livesWithoutThreads || !process.isAlive {
            process.end()
            process.onEnd()
            process.onEnd = {}
        }
        driver.give()
    }

    fileprivate func waitForStart(_ thread: SimulatedThread) {
        thread.baton.take()
    }

    private func resume(_ thread: SimulatedThread, at time: Instant, isUrgent: Bool = false) {
        let pause = thread.pauses
        queue.add(at: max(time, now), isUrgent: isUrgent) { [self] in
            guard thread.pauses == pause, !thread.isEnded else { return }
            let process = thread.process
            if process.isAlive, process.stopEnds > now {
                return resume(thread, at: process.stopEnds)
            }
            handBaton(to: thread)
        }
    }

    private func handBaton(to thread: SimulatedThread) {
        thread.pauses += 1
        current = thread
        seeded_entropy_select(thread.process.entropy)
        thread.baton.give()
        driver.take()
        current = nil
        seeded_entropy_select(driverEntropy)
    }

    /// Kills a process: it can do nothing any more, and its threads unwind at once, before anybody else runs.
    func kill(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        process.end()
        process.isStopped = false
        if process.threads.isEmpty {
            process.onEnd()
            process.onEnd = {}
        }
        for thread in process.threads where thread !== current { resume(thread, at: now, isUrgent: true) }
    }

    // MARK: What a running thread does

    /// Lets the current thread wait until the time, or until it is woken; others run. Returns false when its process is
    /// dead by then. The dead don't wait.
    @discardableResult
    func pause(until time: Instant) -> Bool {
        guard let thread = current else { return true }
        guard thread.process.isAlive else { return false }
        resume(thread, at: time)
        driver.give()
        thread.baton.take()
        return thread.process.isAlive
    }

    @discardableResult
    func pause(for duration: Duration) -> Bool {
        pause(until: now + max(duration, .zero))
    }

    /// Ends the wait of a thread, if it waits.
    func wake(_ thread: SimulatedThread) {
        guard thread !== current, !thread.isEnded else { return }
        resume(thread, at: now)
    }

    /// A point at which others may run, and at which the current process may be stopped or killed. Returns false when it
    /// is dead.
    @discardableResult
    func point(_ effect: Effect) -> Bool {
        guard let thread = current else { return true }
        guard thread.process.isAlive else { return false }
        switch fates.fate(of: thread, at: effect) {
        case .goesOn: return true
        case .isKilled:
            kill(thread.process)
            return false
        case .pauses(let duration): return pause(for: duration)
        case .isStopped(let duration):
            thread.process.isStopped = true
            thread.process.stopEnds = now + duration
            let isAlive = pause(for: duration)
            thread.process.isStopped = false
            thread.process.lastStoppedAt = now
            return isAlive
        }
    }

    /// The true time for the current thread. For the dead every deadline has passed, so that no loop of theirs goes on.
    var timeForCurrent: Instant { isCurrentAlive ? now : Instant(milliseconds: 1 << 50) }

    /// True while the current thread may do something: it is alive, or it is no process's thread.
    var isCurrentAlive: Bool { current?.process.isAlive ?? true }

    /// Runs `body` as nobody: it touches files and worlds without being seen, and never waits.
    func looking<Value>(_ body: () throws -> Value) rethrows -> Value {
        let thread = current
        current = nil
        defer { current = thread }
        return try body()
    }

    /// Runs `body` as the dead do: it releases what they held and changes nothing. Closing a database this way leaves its
    /// files as they are.
    func asDead(_ body: () -> Void) {
        let thread = current
        let process = SimulatedProcess("dead", on: Host("nowhere"), entropy: 0)
        process.end()
        current = SimulatedThread(process, Scope("dead"))
        body()
        current = thread
    }
}

/// What a thread runs from its start to its end. Only the thread itself uses it, after the driver has started it, hence
/// `@unchecked Sendable`.
private final class ThreadWork: @unchecked Sendable {
    private let scheduler: Scheduler
    private let thread: SimulatedThread
    private var body: ((SimulatedThread) -> Void)?

    init(_ scheduler: Scheduler, _ thread: SimulatedThread, _ body: @escaping (SimulatedThread) -> Void) {
        self.scheduler = scheduler
        self.thread = thread
        self.body = body
    }

    func run() {
        scheduler.waitForStart(thread)
        if thread.process.isAlive { body?(thread) }
        // What only the thread held, such as a connection, goes while it still has the baton.
        body = nil
        scheduler.finish(thread)
    }
}
