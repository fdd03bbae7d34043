import CFastCGI
import Glibc
import Linux
import Logging

/// Accepts one thread's connections. libfcgi's own accept could neither be woken at shutdown without breaking a
/// socket that another process holds too, nor put a time limit on its peer.
struct Acceptor: ~Copyable {
    private let listener: Int32
    private let isShared: Bool
    private let pool: WorkerPool
    private let peerTimeout: timeval
    private let log: Logger
    private let epoll: Int32
    private var isDone = false

    init(
        listener: Int32, isShared: Bool, pool: WorkerPool, peerTimeout: Duration, log: Logger
    ) throws(FastCGIError) {
        epoll = try Self.watching(listener, pool.stopEvent.descriptor)
        self.listener = listener
        self.isShared = isShared
        self.pool = pool
        let (seconds, attoseconds) = peerTimeout.components
        self.peerTimeout = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        self.log = log
    }

    deinit { close(epoll) }

    /// Waits for the next connection. Once the pool stops, it returns the connections that still wait
    /// and then nil; of a shared socket it takes one more at most, since that queue may never be empty.
    mutating func next() -> Int32? {
        while !isDone {
            // Asked before accept, so that an empty queue seen afterwards stays empty.
            let isStopping = pool.isStopping
            let socket = cfastcgi_accept(listener)
            if socket >= 0 {
                // Not before: a connection wakes one waiting thread only, of whichever process, and if that
                // one just went away the connection would wait for the next.
                isDone = isStopping && isShared
                limitWaits(on: socket)
                return socket
            }
            recover(from: errno, isStopping: isStopping)
        }
        return nil
    }

    private mutating func recover(from code: Int32, isStopping: Bool) {
        switch code {
        case EAGAIN where isStopping: isDone = true
        case EAGAIN: _ = cfastcgi_wait(epoll)
        case EINTR, ECONNABORTED: break
        default:
            // No descriptor or memory left: better to serve what is open and try again than to end.
            log.error("fastcgi.accept_failed", metadata: ["error": "\(SystemError.message(code))"])
            PosixThread.sleep(for: .milliseconds(500))
        }
    }

    private static func watching(_ listener: Int32, _ stopEvent: Int32) throws(FastCGIError) -> Int32 {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .last("epoll_create1") }
        guard cfastcgi_watch_exclusively(epoll, listener) == 0, cfastcgi_watch(epoll, stopEvent) == 0 else {
            let error = FastCGIError.last("epoll_ctl")
            close(epoll)
            throw error
        }
        return epoll
    }

    /// A peer that stops talking in the middle of a request gives its thread back.
    private func limitWaits(on socket: Int32) {
        var limit = peerTimeout
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }
}
