import Foundation
import TestSupport

/// The directory of a site's state: configuration, databases, sockets, secrets and logs.
final class SiteDirectory: Sendable {
    let directory: TemporaryDirectory
    /// The API token of the simulated project.
    let hetznerToken: String
    let sealingKey: String

    init() throws {
        _ = Leftovers.sweep
        directory = try TemporaryDirectory()
        hetznerToken = Self.randomHex(bytes: 32)
        sealingKey = try ProgramRun(Checkout.program("rachel-cloud"), "keygen").output
            .trimmingCharacters(in: .newlines)
        for name in ["run", "log"] {
            try FileManager.default.createDirectory(
                atPath: directory.path(name), withIntermediateDirectories: true)
        }
        try write("\(getpid())", "owner")
        try write(hetznerToken, "hcloud-token")
        try write(sealingKey, "sealing-key")
    }

    var path: String { directory.url.path }
    var configuration: String { directory.path("rachel-cloud.env") }
    var database: String { directory.path("rachel-cloud.sqlite") }
    var hetznerDatabase: String { directory.path("hetzner.sqlite") }
    var hetznerState: String { directory.path("hetzner") }
    var socket: String { directory.path("run/responder.sock") }
    var hetznerSocket: String { directory.path("run/hetzner.sock") }

    func file(_ name: String) -> String {
        directory.path(name)
    }

    /// The path of that process's log; all jobs share `jobs`.
    func log(_ name: String) -> String {
        directory.path("log/\(name).log")
    }

    /// Writes a file with mode 0600, as the product requires for secrets.
    func write(_ text: String, _ name: String) throws {
        let isWritten = FileManager.default.createFile(
            atPath: directory.path(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The last lines of every log, printed when a test fails.
    var logTails: String {
        ["serve", "jobs", "hetzner-sim"].map { name in
            let text = (try? String(contentsOfFile: log(name), encoding: .utf8)) ?? ""
            return "--- \(name)\n" + text.split(separator: "\n").suffix(15).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    static func randomHex(bytes count: Int) -> String {
        (0..<count).map { _ in
            let text = String(UInt8.random(in: 0...255), radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
