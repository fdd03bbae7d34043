import Glibc
import Linux
import Synchronization

/// A connection's place in the queue of all who want to write to the databases of a directory, in whatever process.
///
/// The queue is the kernel's: whoever waits for a lock on the directory (flock(2)) gets it in the order of asking, and a
/// process that is killed has no lock any more. There is no file that could be left behind or belong to somebody else.
///
/// The kernel knows no deadline for such a lock, so a thread of its own waits for it, and is waited for. One that nobody
/// waits for any more keeps the connection's place, and gives the lock back if it gets it meanwhile.
final class WriterTurn: Sendable {
    private enum State {
        case idle
        /// A thread waits for the lock.
        case queued
        /// The same, for nobody.
        case abandoned
        case held
    }

    private let directory: Int32
    /// Two ends of a socket: the thread that got the lock writes a byte into one.
    private let news: (reading: Int32, writing: Int32)
    private let state = Mutex(State.idle)

    /// Nil where the directory may not be read: then there is no queue, only SQLite's own lock.
    init?(directory path: String) {
        directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let hasNews = socketpair(AF_UNIX, type, 0, &ends) == 0
        news = (ends[0], ends[1])
        guard directory >= 0, hasNews else { return nil }
    }

    deinit {
        for descriptor in [directory, news.reading, news.writing] where descriptor >= 0 { close(descriptor) }
    }

    /// Waits until it is this connection's turn. False when it is not within `limit`.
    func take(within limit: Duration) -> Bool {
        guard joinsQueue() else { return true }
        var watched = pollfd(fd: news.reading, events: Int16(POLLIN), revents: 0)
        let deadline = ContinuousClock.now + limit
        while poll(&watched, 1, Self.milliseconds(until: deadline)) < 0, errno == EINTR {}
        return state.withLock { state in
            guard state == .held else {
                state = .abandoned
                return false
            }
            var byte: UInt8 = 0
            while read(news.reading, &byte, 1) < 0, errno == EINTR {}
            return true
        }
    }

    /// Lets the next one take its turn.
    func give() {
        state.withLock { $0 = .idle }
        flock(directory, LOCK_UN)
    }

    /// True when a thread waits for the lock now; false when the lock is had already, or nobody can wait for it.
    private func joinsQueue() -> Bool {
        let startsThread = state.withLock { state in
            defer { state = .queued }
            return state == .idle
        }
        guard startsThread else { return true }
        if flock(directory, LOCK_EX | LOCK_NB) != 0,
            (try? PosixThread(stackBytes: 64 << 10) { self.wait() }.detach()) != nil
        {
            return true
        }
        state.withLock { $0 = .held }
        return false
    }

    private func wait() {
        while flock(directory, LOCK_EX) != 0, errno == EINTR {}
        state.withLock { state in
            if state == .queued {
                state = .held
                var byte: UInt8 = 1
                while write(news.writing, &byte, 1) < 0, errno == EINTR {}
            } else {
                state = .idle
                flock(directory, LOCK_UN)
            }
        }
    }

    /// As `poll` wants it, rounded up, so that a wait never ends before its deadline.
    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        Int32(clamping: max(0, Int64((deadline - .now) / .milliseconds(1)) + 1))
    }
}
