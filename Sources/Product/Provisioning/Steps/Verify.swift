import SSH
import Store
import Time

/// Checks that the service runs, and that the same process still runs a few seconds later.
enum Verify {
    static func run(_ context: JobContext) throws -> StepResult {
        var script = RemoteScript()
        let unit = MachineSettings.unitName
        script.step(
            "check service",
            """
            pid() { systemctl show --property=MainPID --value \(unit); }
            journal() { sudo -n journalctl --unit=\(unit) --lines=50 --no-pager >&2; exit 1; }
            first=$(pid)
            sleep \(Int(context.settings.serviceSettle.milliseconds / 1000))
            systemctl is-active --quiet \(unit) || { echo 'the service is not active' >&2; journal; }
            if [ "$first" = 0 ] || [ "$first" != "$(pid)" ]; then
                echo 'the service was restarted' >&2
                journal
            fi
            """)
        do {
            _ = try RemoteServer(context).run(script, within: context.settings.serviceSettle + .seconds(30))
        } catch let error as SSHError {
            if case .scriptFailed = error.kind {
                throw StepFailure.permanent(.serviceFailed, "\(error.message)\n\(error.errorOutput)")
            }
            throw StepFailure.retry(.unreachableBySSH, "\(error)")
        }
        return .done
    }
}
