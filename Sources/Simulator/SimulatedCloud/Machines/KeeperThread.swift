package import Linux
import Synchronization

/// A thread that ticks until it is told to stop.
package final class KeeperThread: Sendable {
    private let isStopping = Atomic(false)
    private let thread: Mutex<PosixThread?> = Mutex(nil)

    package init() {}

    /// Makes the keeper on a thread of its own and lets it tick. Throws `SystemError` when there can be no thread.
    package func start(
        every interval: Duration, _ makeKeeper: @escaping @Sendable () throws -> MachineKeeper,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) throws(SystemError) {
        let started = try PosixThread { [self] in
            do {
                let keeper = try makeKeeper()
                while !isStopping.load(ordering: .acquiring) {
                    keeper.tick()
                    PosixThread.sleep(for: interval)
                }
            } catch {
                onFailure(error)
            }
        }
        thread.withLock { $0 = started }
    }

    /// Lets the round that runs come to its end, and waits for it. Machines stay as they are.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        let started = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        started?.join()
    }
}
