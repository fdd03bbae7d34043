import Foundation
import Glibc

extension TemporaryDirectory {
    /// The number of those who wait for a lock on the directory (flock(2)), by the kernel's own list.
    package func waitingForTurn() throws -> Int {
        try locks().count { $0.contains("->") }
    }

    /// The processes that have a lock on it.
    package func holdersOfTurn() throws -> [Int32] {
        try locks().filter { !$0.contains("->") }.compactMap { $0.count > 4 ? Int32($0[4]) : nil }
    }

    /// Lines such as `7: FLOCK ADVISORY WRITE 4711 fe:00:1234 0 EOF`, with `->` as the second word of one that waits
    /// (proc_locks(5)).
    private func locks() throws -> [[Substring]] {
        var status = stat()
        guard stat(url.path, &status) == 0 else { throw SocketFailure(operation: "stat", code: errno) }
        return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
            .filter { $0.contains("FLOCK") && $0.contains(":\(status.st_ino) ") }
            .map { $0.split(separator: " ") }
    }
}
