import FoundationEssentials
import Glibc
import Linux

/// Tells one process from every other there has been: its id is used again after its end, its id with its start
/// time on this boot and in this PID namespace is not.
package struct ProcessIdentity: Equatable, Sendable {
    /// What the kernel calls it, as long as it runs.
    package let id: Int32
    /// In clock ticks since boot (proc_pid_stat(5), field 22).
    private let startTime: UInt64
    /// The boot and the PID namespace.
    private let world: String

    /// The process that has this id now. Nil when none has, when it is only waiting to be collected, and where /proc
    /// does not tell.
    package init?(running id: Int32) {
        guard let startTime = Self.startTime(of: id) else { return nil }
        self.init(id: id, startTime: startTime)
    }

    /// A process of this boot and our PID namespace, which may have ended. Nil where /proc does not tell which these
    /// are.
    package init?(id: Int32, startTime: UInt64) {
        guard let world = Self.ownWorld() else { return nil }
        self.id = id
        self.startTime = startTime
        self.world = world
    }

    /// Reads `text`. Nil when it names no process.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let id = pid_t(parts[2]), id > 0, let startTime = UInt64(parts[3]) else {
            return nil
        }
        self.id = id
        self.startTime = startTime
        world = "\(parts[0])/\(parts[1])"
    }

    /// `BOOT/NAMESPACE/PID/START`, without spaces.
    package var text: String { "\(world)/\(id)/\(startTime)" }

    package var isRunning: Bool { ProcessIdentity(running: id) == self }

    /// Whether the process has certainly ended. False for a process of another machine, boot or PID namespace:
    /// nothing can be told of it from here.
    package var hasEnded: Bool { world == Self.ownWorld() && !isRunning }

    private static func ownWorld() -> String? {
        guard let boot = content(of: "/proc/sys/kernel/random/boot_id"),
            let namespace = try? SymbolicLink.target(of: "/proc/self/ns/pid")
        else { return nil }
        return boot.filter { !$0.isWhitespace } + "/" + namespace
    }

    private static func startTime(of id: Int32) -> UInt64? {
        // The second field is the program's name in brackets, which may hold anything.
        guard
            let fields = content(of: "/proc/\(id)/stat")?.split(separator: ")").last?.split(separator: " "),
            fields.count > 19, fields[0] != "Z", fields[0] != "X"
        else { return nil }
        return UInt64(fields[19])
    }

    private static func content(of path: String) -> String? {
        // Why a file of /proc can't be read makes no difference: it tells nothing.
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
