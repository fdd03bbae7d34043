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

    func run(_ shell: ShellText) throws(SSHError) -> ScriptResult {
        var script = RemoteScript()
        script.step("only", shell)
        return try run(script)
    }
}

extension RemoteScript {
    init(_ steps: (String, ShellText)...) {
        self.init()
        for (name, shell) in steps { step(name, shell) }
    }
}
