import Glibc
import TestSupport

/// A point at which a process changes something outside itself, or learns that it has. The library that finds the points
/// is preloaded into the unmodified program and its children.
struct KillPoint: Sendable, CustomStringConvertible {
    enum Kind: String, CaseIterable {
        case beforeTransaction = "sql before transaction"
        case beforeCommit = "sql before commit"
        case afterCommit = "sql after commit"
        case afterTransaction = "sql after transaction"
        case beforeSSHRequest = "ssh before request"
        case afterSSHRequest = "ssh after request"
        case afterSSHResponse = "ssh after response"
        case beforeAPIRequest = "api before request"
        case afterAPIRequest = "api after request"
        case afterAPIResponse = "api after response"

        /// Those at which a kill makes a difference: what others see changes with the commit, not with the lock around it.
        static let fatal = allCases.filter { ![.beforeTransaction, .afterTransaction].contains($0) }
    }

    let kind: Kind
    /// The position among the points of its kind in the run, from 1.
    let number: Int

    var description: String { "\(kind.rawValue) \(number)" }
}

extension Site {
    /// Runs a command of ours with the points of that directory. Returns false when a signal ended it. Throws
    /// `UnexpectedEnd` when it ended in another way than it may.
    @discardableResult
    func command(
        _ arguments: String..., meeting points: PointDirectory, mayEndWith ends: [Int32] = [0]
    ) async throws -> Bool {
        let run = try await command(arguments, environment: points.environment)
        guard run.status != 128 + SIGKILL else { return false }
        guard ends.contains(run.status) else { throw UnexpectedEnd(run: run) }
        return true
    }

    /// Thrown when a command was neither killed nor ended as it may.
    struct UnexpectedEnd: Error {
        let run: Program
    }
}
