import Foundation
import Glibc
import Synchronization

package struct NotInTime: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Calls `question` again and again until it returns a value. For tests of whole sites, which have threads of their own:
/// elsewhere a sleeping task resumes after all waiting tests, and `eventually` is the right call. Throws `NotInTime` at
/// the deadline, with `what`.
package func waitFor<Value>(
    _ what: String, within limit: Duration = .seconds(120), every pause: Duration = .milliseconds(20),
    _ question: () throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try question() { return value }
        guard .now < deadline else { throw NotInTime("not within \(limit): \(what)") }
        try await sleep(for: pause)
    }
}

/// Calls `question` again and again until it returns true. Throws `NotInTime` at the deadline, with `what`.
package func waitUntil(
    _ what: String, within limit: Duration = .seconds(120), _ question: () throws -> Bool
) async throws {
    _ = try await waitFor(what, within: limit) { try question() ? true : nil }
}

/// Suspends the task for that duration. Replaces `Task.sleep`, which needs a thread of the pool to wake the task:
/// tests that block may hold them all. Throws `CancellationError` when the task is canceled, and `NotInTime` in a task
/// that runs on the pool alone.
package func sleep(for pause: Duration) async throws {
    try Task.checkCancellation()
    guard withUnsafeCurrentTask(body: { $0?.unownedTaskExecutor }) != nil else {
        throw NotInTime("a task of the pool would wake up too late: use `eventually`")
    }
    await AlarmClock.shared.sleep(until: .now + pause)
    try Task.checkCancellation()
}

/// Wakes tasks from a thread of its own.
private final class AlarmClock: Sendable {
    static let shared = AlarmClock()

    private struct Sleeper {
        let end: ContinuousClock.Instant
        let task: CheckedContinuation<Void, Never>
    }

    private let sleepers = Mutex<[Sleeper]>([])

    private init() {
        Thread { [self] in
            while true {
                usleep(5_000)
                resumeExpired()
            }
        }.start()
    }

    func sleep(until end: ContinuousClock.Instant) async {
        await withCheckedContinuation { task in
            sleepers.withLock { $0.append(Sleeper(end: end, task: task)) }
        }
    }

    private func resumeExpired() {
        let now = ContinuousClock.now
        let expired = sleepers.withLock { sleepers in
            let expired = sleepers.filter { $0.end <= now }
            sleepers.removeAll { $0.end <= now }
            return expired
        }
        for sleeper in expired { sleeper.task.resume() }
    }
}

/// Calls `isSo` every few milliseconds until it returns true. Returns false at the deadline.
package func eventually(within limit: Duration = .seconds(120), _ isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while try !isSo() {
        guard ContinuousClock.now < deadline else { return false }
        usleep(10_000)
    }
    return true
}
