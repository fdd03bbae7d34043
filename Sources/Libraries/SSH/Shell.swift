package import Crypto

/// Runs scripts on servers. Belongs to one thread.
package protocol Shell {
    /// Logs in with the key, runs the script to its end and disconnects, all within the limit.
    func run(
        _ script: RemoteScript, on host: RemoteHost, with key: PrivateKey, within limit: Duration
    ) throws(SSHError) -> ScriptResult
}

/// The shell of real servers.
package struct SSHShell: Shell {
    package init() {}

    package func run(
        _ script: RemoteScript, on host: RemoteHost, with key: PrivateKey, within limit: Duration
    ) throws(SSHError) -> ScriptResult {
        try host.run(script, with: key, within: limit)
    }
}
