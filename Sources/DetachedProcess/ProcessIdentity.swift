import FoundationEssentials
import Glibc

/// Tells one process from every other there has been: its id is used again after its end, its id with its start
/// time on this boot and in this PID namespace is not.
package struct ProcessIdentity: Equatable, Sendable {
    /// `BOOT/NAMESPACE/PID/START`, without spaces; what `init(text:)` reads.
    package let text: String
    private let world: String
    private let pid: pid_t
    private let startTime: String

    /// The calling process. Nil where /proc does not tell.
    package static func current() -> ProcessIdentity? {
        guard let world = ownWorld(), let startTime = startTime(of: getpid()) else { return nil }
        return ProcessIdentity(text: "\(world)/\(getpid())/\(startTime)")
    }

    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let pid = pid_t(parts[2]), pid > 0 else { return nil }
        self.text = text
        self.pid = pid
        world = "\(parts[0])/\(parts[1])"
        startTime = String(parts[3])
    }

    /// Whether the process has certainly ended. False for a process of another machine, boot or PID namespace:
    /// nothing can be told of it from here.
    package var hasEnded: Bool {
        guard world == Self.ownWorld() else { return false }
        return Self.startTime(of: pid) != startTime
    }

    private static func ownWorld() -> String? {
        guard let boot = content(of: "/proc/sys/kernel/random/boot_id") else { return nil }
        var link = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &link, link.count)
        guard count > 0 else { return nil }
        let namespace = String(decoding: link.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return boot.filter { !$0.isWhitespace } + "/" + namespace
    }

    /// In clock ticks since boot (proc_pid_stat(5), field 22); nil when there is no such process, or only its
    /// zombie.
    private static func startTime(of pid: pid_t) -> String? {
        // The second field is the program's name in brackets, which may hold anything.
        guard
            let fields = content(of: "/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " "),
            fields.count > 19, fields[0] != "Z", fields[0] != "X"
        else { return nil }
        return String(fields[19])
    }

    private static func content(of path: String) -> String? {
        // Why a file of /proc can't be read makes no difference: it tells nothing.
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
