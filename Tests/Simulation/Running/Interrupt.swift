import Glibc
import Synchronization

/// The end of a run at the user's wish, by Ctrl-C.
struct Interrupt: Error, CustomStringConvertible {
    private static let hasCome = Atomic(false)

    let description = "interrupted"

    /// From now on SIGINT and SIGTERM ask for an end instead of ending this process, which has a child to end and files
    /// to delete.
    static func watch() {
        _ = hasCome.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interrupt.hasCome.store(true, ordering: .relaxed) }
        }
    }

    /// Throws once an end has been asked for.
    static func check() throws(Interrupt) {
        if hasCome.load(ordering: .relaxed) { throw Interrupt() }
    }
}
