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
        case afterSSHResponse = "ssh after response"
        case beforeAPIRequest = "api before request"
        case afterAPIRequest = "api after request"
        case afterAPIResponse = "api after response"
    }

    let kind: Kind
    /// Which of its kind in the run, from 1.
    let number: Int

    /// Runs `rachel-cloud` and kills it there. False when the run came to its end, with the expected status, before it
    /// came so far.
    func kill(_ arguments: String..., on site: Site, expecting end: Int32 = 0) async throws -> Bool {
        let run = try await site.command(
            arguments,
            environment: [
                "LD_PRELOAD": Checkout.program("libkill-point.so"),
                "KILL_POINT": "\(kind.rawValue) \(number)", "KILL_POINT_SSH": SiteOptions.sshPort,
            ])
        switch run.status {
        case end: return false
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
