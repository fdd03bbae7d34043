import Crypto
import SSH
import TestSupport
import Testing

/// A server that takes one key, and that key.
struct Server {
    let daemon: SSHDaemon
    let key: PrivateKey
    let host: RemoteHost

    init(_ type: KeyType = .ed25519, configuration: [String] = []) throws {
        key = try PrivateKey.generate(type)
        daemon = try SSHDaemon(authorizedKeys: [key.publicKey.openSSH], configuration: configuration)
        host = RemoteHost(
            address: "127.0.0.1", port: daemon.port, user: daemon.user,
            hostKey: try PublicKey(openSSH: try #require(daemon.hostKeys["ed25519"])))
    }

    /// Runs the script with ample time, unless the test is about time.
    func run(_ script: RemoteScript, within limit: Duration = .seconds(60)) throws(SSHError) -> ScriptResult {
        try host.run(script, with: key, within: limit)
    }

    /// The error of a script that must fail.
    func failure(
        _ script: RemoteScript, within limit: Duration = .seconds(60)
    ) throws -> SSHError {
        try #require(throws: SSHError.self) { try run(script, within: limit) }
    }

    /// The error of a script whose time must run out after its step of that name has begun. The time begins with
    /// a second and is doubled when a busy machine has not come that far.
    func timeout(of script: RemoteScript, in step: String) throws -> SSHError {
        for seconds in [1, 2, 4, 8, 16] {
            let error = try failure(script, within: .seconds(seconds))
            if error.step == step { return error }
        }
        return try failure(script, within: .seconds(32))
    }

    func run(_ shell: ShellText) throws(SSHError) -> ScriptResult {
        var script = RemoteScript()
        script.step("only", shell)
        return try run(script)
    }
}

extension ShellText {
    /// Within a script: the process id of the server's process for this very connection.
    static let sessionProcess: ShellText = "$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$PPID/status)"
}

extension RemoteScript {
    init(_ steps: (String, ShellText)...) {
        self.init()
        for (name, shell) in steps { step(name, shell) }
    }
}
