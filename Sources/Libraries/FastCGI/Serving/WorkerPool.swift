import CFastCGI
import Glibc
import Synchronization

/// The state that a responder's threads share with the thread that waits for signals.
final class WorkerPool: Sendable {
    private struct State {
        var ready = 0
        var running: Int
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let stopping = Atomic(false)
    /// Raised once and never taken, so that every waiting thread sees it.
    let stopEvent: Event
    /// Raised whenever a thread became ready, failed or ended.
    let changeEvent: Event

    /// A pool of `size` threads, all counted as running from the start, so that none can be missed at the end.
    init(size: Int) throws(FastCGIError) {
        state = Mutex(State(running: size))
        stopEvent = try Event()
        changeEvent = try Event()
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }
    var readyCount: Int { state.withLock(\.ready) }
    var runningCount: Int { state.withLock(\.running) }
    /// The first failure of all threads.
    var failure: (any Error)? { state.withLock(\.failure) }

    /// Asks every thread to end once it has nothing left to do.
    func stop() {
        stopping.store(true, ordering: .releasing)
        stopEvent.raise()
    }

    func reportReady() {
        state.withLock { $0.ready += 1 }
        changeEvent.raise()
    }

    func reportFailure(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
        changeEvent.raise()
    }

    func reportEnd() {
        state.withLock { $0.running -= 1 }
        changeEvent.raise()
    }
}

/// A counter that threads raise and one thread waits for, with a deadline (eventfd(2)).
final class Event: Sendable {
    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .last("eventfd") }
    }

    deinit { close(descriptor) }

    func raise() {
        eventfd_write(descriptor, 1)
    }

    /// Returns how often it was raised since the last call.
    func take() -> Int {
        var count: eventfd_t = 0
        return eventfd_read(descriptor, &count) == 0 ? Int(count) : 0
    }
}
