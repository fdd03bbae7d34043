import Foundation
import Synchronization

/// Threads for tests that block. The default pool has as many threads as the machine has processors, and stops when
/// as many tests wait for a process or a response.
package final class BlockingThreads: TaskExecutor {
    package static let shared = BlockingThreads(count: 32)

    private let jobs = Mutex<[UnownedJob]>([])
    private let waiting = DispatchSemaphore(value: 0)

    private init(count: Int) {
        for _ in 0..<count { Thread { [self] in work() }.start() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        waiting.signal()
    }

    private func work() -> Never {
        while true {
            waiting.wait()
            let job = jobs.withLock { $0.removeFirst() }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
