import Glibc
import TestSupport

/// A point at which a command changes something outside its process, or learns that it has. The library that finds
/// the points is preloaded into the unmodified program.
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
    /// The position among the points of its kind in the run, from 1.
    let number: Int

    /// Runs `rachel-cloud` and kills it there. False when the run ended with the expected status before that point.
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

    /// Thrown when the command was neither killed nor ended with the expected status.
    struct Unexpected: Error {
        let point: KillPoint
        let run: Program
    }
}
