import Crypto
import FoundationEssentials
import SSH
import Store

/// Logs in to the host key that the callback announced, checks that the set-up is complete, hands over the
/// customer's secrets and starts the service. One script, safe to repeat.
enum HandOver {
    /// Shorter than the lease, so that no process takes the job over while the script runs.
    private static let timeLimit: Duration = .seconds(60)
    /// The time for which a booting server may refuse the connection.
    static let retryWindow: Duration = .seconds(180)

    static func run(_ context: JobContext) throws -> StepResult {
        guard let secrets = try context.store.handOverSecrets(of: context.job.userID) else {
            throw StepFailure.permanent(.internalError, "the customer's secrets are gone")
        }
        let script = script(secrets, machine: context.settings.machine, under: context.lease)
        do {
            _ = try RemoteServer(context).run(script, within: timeLimit)
        } catch let error as SSHError {
            // A successor's script was there already.
            if error.kind == .scriptFailed(exitStatus: ServerFence.refusal) { throw StoreError.leaseLost }
            throw failure(for: error)
        }
        return .done
    }

    private static func script(
        _ secrets: HandOverSecrets, machine: MachineSettings, under lease: Lease
    ) -> RemoteScript {
        var script = RemoteScript()
        // The marker decides, whatever cloud-init says: the set-up is no part of it.
        script.step(
            "check set-up",
            """
            sudo -n test -e \(SetUpScript.marker) || {
                echo 'the set-up did not reach its end' >&2
                timeout 10 cloud-init status --long >&2
                exit 1
            }
            """)
        script.takeFence(of: lease)
        script.write(
            secrets.claudeCredentials, to: RemoteFile(path: ".claude/.credentials.json"),
            step: "write credentials")
        script.write(
            environment(secrets, machine: machine), to: RemoteFile(path: "rachel8/.env"),
            step: "write settings")
        script.write(
            machine.unitText,
            to: RemoteFile(
                path: "/etc/systemd/system/\(MachineSettings.unitName)", mode: 0o644, owner: .root),
            step: "install unit")
        script.step(
            "start service",
            """
            sudo -n systemctl daemon-reload
            sudo -n systemctl enable --quiet \(MachineSettings.unitName)
            fenced systemctl restart \(MachineSettings.unitName)
            """)
        return script
    }

    /// Rachel's settings. The provider is named because Rachel takes another one by default.
    private static func environment(_ secrets: HandOverSecrets, machine: MachineSettings) -> Secret {
        Secret(concatenating: [
            Secret("TELEGRAM_BOT_TOKEN="), secrets.telegramBotToken,
            Secret(
                """

                OWNER_TELEGRAM_USER_ID=\(secrets.ownerTelegramUserID)
                AI_PROVIDER=claudecode
                SHARED_FOLDER_PATH=\(machine.home)/shared
                NODE_ENV=production

                """),
        ])
    }

    private static func failure(for error: SSHError) -> StepFailure {
        let detail = "\(error)"
        return switch error.kind {
        case .hostKeyMismatch: .permanent(.unexpectedHostKey, detail)
        case .scriptFailed where error.step == "check set-up":
            .permanent(.setUpFailed, "\(detail)\n\(error.errorOutput)")
        case _ where error.phase != .script:
            error.isWorthRetrying ? .retry(.unreachableBySSH, detail) : .permanent(.unreachableBySSH, detail)
        // The script is safe to repeat, and a connection or a busy machine may have cut it.
        default: .retry(.handOverFailed, "\(detail)\n\(error.errorOutput)")
        }
    }
}
