// Its system headers claim pthread_attr_t for this module.
import CFastCGI
import Glibc

/// A kernel thread with a stack of a known size.
struct WorkerThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let id: pthread_t

    init(stackBytes: Int, _ run: @escaping @Sendable () -> Void) throws(FastCGIError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        var code = pthread_attr_setstacksize(&attributes, stackBytes)
        guard code == 0 else { throw .system(operation: "pthread_attr_setstacksize", code: code) }
        let body = Unmanaged.passRetained(Body(run))
        var id = pthread_t()
        code = pthread_create(&id, &attributes, Self.main, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw .system(operation: "pthread_create", code: code)
        }
        self.id = id
    }

    func join() {
        pthread_join(id, nil)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        argument in
        if let argument {
            Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
    }
}
