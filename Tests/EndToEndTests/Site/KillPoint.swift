import Glibc
import TestSupport

/// A point at which a run of a command changes the world or learns what it changed. The library that finds them is
/// loaded into the finished program, which knows nothing of it.
struct KillPoint: Sendable {
    enum Kind: String, CaseIterable {
        case beforeCommit = "sql before commit"
        case afterCommit = "sql after commit"
        case beforeSSHRequest = "ssh before request"
        case afterSSHRequest = "ssh after request"
        case afterSSHAnswer = "ssh after answer"
        case beforeAPIRequest = "api before request"
        case afterAPIRequest = "api after request"
        case afterAPIAnswer = "api after answer"
    }

    let kind: Kind
    /// Which of its kind in the run, from 1.
    let number: Int

    /// Runs `rachel-cloud` and kills it there. False when the run came to its end before it came so far.
    func kill(_ arguments: String..., on site: Site) async throws -> Bool {
        let run = try await site.command(
            arguments,
            environment: [
                "LD_PRELOAD": Checkout.program("libkill-point.so"),
                "KILL_POINT": "\(kind.rawValue) \(number)", "KILL_POINT_SSH": SiteOptions.sshPort,
            ])
        switch run.status {
        case 0: return false
        case 128 + SIGKILL: return true
        default: throw Unexpected(point: self, run: run)
        }
    }

    /// The command neither was killed nor came to its end.
    struct Unexpected: Error {
        let point: KillPoint
        let run: Program
    }
}

/// Hands the kinds of points to those who walk them side by side, and counts where something was killed.
actor KillPoints {
    private var left = KillPoint.Kind.allCases
    private var killed: [String: Int] = [:]

    func takeKind() -> KillPoint.Kind? {
        left.isEmpty ? nil : left.removeFirst()
    }

    func count(_ command: String, at point: KillPoint) {
        killed["\(command): \(point.kind.rawValue)", default: 0] += 1
    }

    /// At how many points of that kind the command was killed.
    func kills(of command: String, at kind: KillPoint.Kind) -> Int {
        killed["\(command): \(kind.rawValue)", default: 0]
    }

    /// One line for each kind of point.
    var report: String {
        let lines = killed.sorted { $0.key < $1.key }.map { "  \($0.value) × \($0.key)" }
        return "killed at \(killed.values.reduce(0, +)) points\n" + lines.joined(separator: "\n")
    }
}
