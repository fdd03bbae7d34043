package import Foundation

/// A new directory that is deleted with its owner.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "rachel-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // A directory that can't be removed fails no test; the system clears its temporary directory.
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file of that name in the directory.
    package func path(_ name: String) -> String {
        url.appending(path: name).path
    }

    /// Writes a script as an executable file; returns its path. Another process writes the file: a child that is started
    /// while we have it open for writing keeps it open for a moment, in which it can't be run (`ETXTBSY`).
    package func program(_ name: String, _ script: String) throws -> String {
        try script.write(toFile: path(name + ".text"), atomically: false, encoding: .utf8)
        let run = try ProgramRun("/usr/bin/install", "-m", "0755", path(name + ".text"), path(name))
        guard run.status == 0 else {
            throw SocketFailure(operation: "install \(run.output)", code: run.status)
        }
        return path(name)
    }
}
