import Glibc

/// A kernel thread (pthreads(7)), for work that blocks.
package struct PosixThread: Sendable {
    private let id: pthread_t

    /// Starts a thread, whose stack has `stackBytes`, or the system's default. Call `join` or `detach` once.
    /// Throws `SystemError`.
    package init(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes {
            let code = pthread_attr_setstacksize(&attributes, stackBytes)
            guard code == 0 else { throw SystemError("pthread_attr_setstacksize", code: code) }
        }
        let body = Unmanaged.passRetained(Body(body))
        var id = pthread_t()
        let code = pthread_create(
            &id, &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw SystemError("pthread_create", code: code)
        }
        self.id = id
    }

    /// Waits until the thread has ended.
    package func join() {
        pthread_join(id, nil)
    }

    /// Lets the thread end without being waited for.
    package func detach() {
        pthread_detach(id)
    }

    /// Blocks the calling thread for that long, also when signals arrive meanwhile. Returns at once for zero and less.
    package static func sleep(for duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
