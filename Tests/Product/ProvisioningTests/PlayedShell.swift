import Crypto
import SSH

/// Plays every script as a server on which all goes well.
final class PlayedShell: Shell {
    private(set) var addresses: [String] = []

    func run(
        _ script: RemoteScript, on host: RemoteHost, with key: PrivateKey, within limit: Duration
    ) throws(SSHError) -> ScriptResult {
        addresses.append(host.address)
        return ScriptResult(steps: script.steps.map { .init(name: $0.name, output: "") }, errorOutput: "")
    }
}
