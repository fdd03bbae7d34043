import FoundationEssentials
import Glibc
import Linux

/// Tells a process from every other, past ones included: its id is used again after its end, but not with the same
/// start time on the same boot and in the same PID namespace.
package struct ProcessIdentity: Equatable, Sendable {
    /// The process id, its own as long as it runs.
    package let id: Int32
    /// In clock ticks since boot (proc_pid_stat(5), field 22).
    private let startTime: UInt64
    /// The boot and the PID namespace.
    private let scope: String

    /// The process that has this id now. Nil when none has, when it has ended and waits for its parent, and where
    /// /proc is missing.
    package init?(running id: Int32) {
        guard let startTime = Self.startTime(of: id) else { return nil }
        self.init(id: id, startTime: startTime)
    }

    /// A process of this boot and our PID namespace, which may have ended. Nil where /proc is missing.
    package init?(id: Int32, startTime: UInt64) {
        guard let scope = Self.ownScope() else { return nil }
        self.id = id
        self.startTime = startTime
        self.scope = scope
    }

    /// Reads `text`. Nil when it names no process.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let id = pid_t(parts[2]), id > 0, let startTime = UInt64(parts[3]) else {
            return nil
        }
        self.id = id
        self.startTime = startTime
        scope = "\(parts[0])/\(parts[1])"
    }

    /// `BOOT/NAMESPACE/PID/START`, without spaces.
    package var text: String { "\(scope)/\(id)/\(startTime)" }

    package var isRunning: Bool { ProcessIdentity(running: id) == self }

    /// True when the process has certainly ended. False for a process of another machine, boot or PID namespace,
    /// which is not visible from here.
    package var hasEnded: Bool { scope == Self.ownScope() && !isRunning }

    private static func ownScope() -> String? {
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
        // The reason why a file of /proc can't be read makes no difference.
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
