import Crypto
import SSH
import Store

/// The job's server with the key and the host key that belong to it.
struct RemoteServer {
    private let host: RemoteHost
    private let key: PrivateKey
    private let shell: any Shell

    /// Throws `StepFailure` when the job lacks what a connection needs.
    init(_ context: JobContext) throws {
        let job = context.job
        guard let address = job.ipAddress, !address.isEmpty, let line = job.hostKey else {
            throw StepFailure.permanent(.internalError, "the job has no address or no host key")
        }
        guard let pem = try context.store.sshKey(of: job.userID) else {
            throw StepFailure.permanent(.internalError, "the server's private key is gone")
        }
        key = try PrivateKey(pem: pem)
        shell = context.shell
        host = RemoteHost(
            address: address, port: job.sshPort ?? context.settings.sshPort,
            user: context.settings.machine.userName,
            hostKey: try PublicKey(openSSH: line))
    }

    func run(_ script: RemoteScript, within limit: Duration) throws(SSHError) -> ScriptResult {
        try shell.run(script, on: host, with: key, within: limit)
    }
}
