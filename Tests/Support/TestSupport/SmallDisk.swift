import Foundation
import Glibc

/// A file system of its own (tmpfs(5)) that a test can fill and make read-only. Needs root, or sudo without a password.
package final class SmallDisk: Sendable {
    private let directory: TemporaryDirectory

    package init(megabytes: Int) throws {
        directory = try TemporaryDirectory()
        try Self.run([
            "mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0777", "tmpfs", directory.url.path,
        ])
    }

    deinit {
        // Lazily: what a failed test still has open keeps no other test from its end.
        try? Self.run(["umount", "-l", directory.url.path])
    }

    package func path(_ name: String) -> String {
        directory.path(name)
    }

    /// Leaves no block for anybody.
    package func fill() throws {
        let file = open(path("fill"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) == block.count {}
        guard errno == ENOSPC else { throw SocketFailure(operation: "fill a disk", code: errno) }
    }

    package func empty() {
        unlink(path("fill"))
    }

    /// Nothing may have a file open for writing.
    package func makeReadOnly() throws {
        try Self.run(["mount", "-o", "remount,ro", directory.url.path])
    }

    package func makeWritable() throws {
        try Self.run(["mount", "-o", "remount,rw", directory.url.path])
    }

    private static func run(_ command: [String]) throws {
        let words = geteuid() == 0 ? command : ["sudo", "-n"] + command
        let run = try ProgramRun("/usr/bin/env", words)
        guard run.status == 0 else {
            throw SocketFailure(operation: "\(command): \(run.output)", code: run.status)
        }
    }
}
