import Foundation

/// A real OpenSSH server on a free loopback port, for the user who runs the tests. It ends with its owner; the
/// sessions that it serves are processes of their own and may continue.
package final class SSHDaemon {
    package struct NotStarted: Error {
        package let log: String
    }

    package let port: UInt16
    /// The host's public key files' lines, by type as `ssh-keygen -t` names it.
    package let hostKeys: [String: String]
    package let user = NSUserName()
    private let process: ChildProgram
    private let directory: TemporaryDirectory

    /// Starts the server and waits until it accepts connections.
    /// - Parameters:
    ///   - authorizedKeys: lines of `authorized_keys`.
    ///   - hostKeyTypes: as `ssh-keygen -t` names them.
    ///   - configuration: further lines of `sshd_config`.
    package init(
        authorizedKeys: [String], hostKeyTypes: [String] = ["ed25519", "ecdsa"], configuration: [String] = []
    ) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        var hostKeys: [String: String] = [:]
        for type in hostKeyTypes {
            let path = directory.path("host_\(type)")
            _ = try ProgramRun("/usr/bin/ssh-keygen", "-q", "-t", type, "-N", "", "-f", path)
            hostKeys[type] = try String(contentsOfFile: path + ".pub", encoding: .utf8)
        }
        self.hostKeys = hostKeys
        let files = hostKeyTypes.map { "HostKey " + directory.path("host_\($0)") }
        try Self.write(authorizedKeys, to: directory.path("authorized_keys"))
        try Self.write(
            files + configuration + [
                "AuthorizedKeysFile \(directory.path("authorized_keys"))",
                "PermitRootLogin prohibit-password",
                "StrictModes no", "UsePAM no", "PidFile none", "ListenAddress 127.0.0.1",
            ], to: directory.path("sshd_config"))
        (process, port) = try Self.start(in: directory)
    }

    /// The log of the server so far.
    package var log: String {
        get throws { try String(contentsOfFile: directory.path("log"), encoding: .utf8) }
    }

    private static func write(_ lines: [String], to path: String) throws {
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Another program may take the port between our finding it free and sshd's taking it, hence several tries.
    private static func start(in directory: TemporaryDirectory) throws -> (ChildProgram, UInt16) {
        // sshd requires this directory when it runs as root; systemd creates it on a machine that offers SSH.
        if geteuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let log = directory.path("log")
        for _ in 0..<5 {
            let port = try FreePort.find()
            let process = try ChildProgram(
                "/usr/sbin/sshd", ["-D", "-f", directory.path("sshd_config"), "-p", String(port), "-E", log])
            if FreePort.waitForConnection(on: port, while: { process.exitStatus == nil }) {
                return (process, port)
            }
        }
        throw NotStarted(log: try String(contentsOfFile: log, encoding: .utf8))
    }
}
