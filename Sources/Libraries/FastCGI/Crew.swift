import Synchronization

/// What a responder's threads and the thread that waits for signals tell each other.
final class Crew: Sendable {
    private struct State {
        var ready = 0
        var busy: Int
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let stopping = Atomic(false)
    /// Raised once and never taken, so that every waiting thread sees it.
    let stopEvent: Event
    /// Raised whenever a thread became ready, failed or ended.
    let news: Event

    /// `size` threads are counted as busy from the start, so that none can be missed at the end.
    init(size: Int) throws(FastCGIError) {
        state = Mutex(State(busy: size))
        stopEvent = try Event()
        news = try Event()
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }
    var readyCount: Int { state.withLock(\.ready) }
    var busyCount: Int { state.withLock(\.busy) }
    /// The first failure of all threads.
    var failure: (any Error)? { state.withLock(\.failure) }

    /// Asks every thread to end once it has nothing left to do.
    func stop() {
        stopping.store(true, ordering: .releasing)
        stopEvent.raise()
    }

    func reportReady() {
        state.withLock { $0.ready += 1 }
        news.raise()
    }

    func reportFailure(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
        news.raise()
    }

    func reportEnd() {
        state.withLock { $0.busy -= 1 }
        news.raise()
    }
}
