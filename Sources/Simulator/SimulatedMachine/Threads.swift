import Glibc

/// Starts a thread that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) throws(MachineError) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(ThreadWork(body))
    let code = pthread_create(
        &thread, nil,
        { work in
            guard let work else { return nil }
            Unmanaged<ThreadWork>.fromOpaque(work).takeRetainedValue().body()
            return nil
        }, work.toOpaque())
    guard code == 0 else {
        work.release()
        throw .system("start", "a thread", code: code)
    }
    pthread_detach(thread)
}

private final class ThreadWork: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}
