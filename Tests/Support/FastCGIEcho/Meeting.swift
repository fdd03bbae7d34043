import Glibc
import Synchronization

/// Lets requests wait for each other, to show that they run at the same time.
final class Meeting: Sendable {
    static let only = Meeting()

    private let arrived = Mutex(0)

    /// Waits up to two minutes until `count` requests have arrived. False when they have not.
    func wait(for count: Int) -> Bool {
        arrived.withLock { $0 += 1 }
        for _ in 0..<24_000 {
            if arrived.withLock({ $0 }) >= count { return true }
            usleep(5_000)
        }
        return false
    }
}
