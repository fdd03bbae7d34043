import Glibc
import Synchronization

/// A thread that ticks until it is told to stop.
package final class KeeperThread: Sendable {
    private let isStopping = Atomic(false)
    private let thread: Mutex<pthread_t?> = Mutex(nil)

    package init() {}

    /// Makes the keeper on a thread of its own and lets it tick. Throws `errno` when there can be no thread.
    package func start(
        every interval: Duration, _ makeKeeper: @escaping @Sendable () throws -> MachineKeeper,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) throws(KeeperThreadError) {
        let work = Work { [self] in
            do {
                let keeper = try makeKeeper()
                while !isStopping.load(ordering: .acquiring) {
                    keeper.tick()
                    Pause.wait(interval)
                }
            } catch {
                onFailure(error)
            }
        }
        var id = pthread_t()
        let retained = Unmanaged.passRetained(work)
        let code = pthread_create(
            &id, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, retained.toOpaque())
        guard code == 0 else {
            retained.release()
            throw KeeperThreadError(errno: code)
        }
        thread.withLock { $0 = id }
    }

    /// Lets the round that runs come to its end, and waits for it. Machines stay as they are.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        let id = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let id { pthread_join(id, nil) }
    }

    private final class Work {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// The system has no thread to give.
package struct KeeperThreadError: Error {
    package let errno: Int32
}
