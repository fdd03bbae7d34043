import Hetzner
import Logging
import Store
import Time

/// Waits for the new server's callback, which wakes the job. Now and then it asks Hetzner about the server, so that it
/// doesn't wait to the end for one that was never created.
enum AwaitSetUp {
    private static let firstWatch: Duration = .seconds(60)
    private static let watchInterval: Duration = .seconds(90)
    /// The longest time for which a lost wake-up goes unnoticed.
    private static let recheck: Duration = .seconds(5)

    static func run(_ context: JobContext) throws -> StepResult {
        switch context.job.callback?.outcome {
        case .succeeded: return try succeeded(context)
        case .failed:
            throw StepFailure.permanent(
                .setUpFailed, "set-up reported: \(context.job.callback?.detail ?? "nothing")")
        case nil: break
        }
        guard context.stepAge < context.settings.setUpTimeout else {
            throw StepFailure.permanent(.setUpSilent, "no callback within \(context.settings.setUpTimeout)")
        }
        if isTimeToWatch(context) { try watch(context) }
        return .wait(recheck)
    }

    private static func succeeded(_ context: JobContext) throws -> StepResult {
        guard context.job.hostKey != nil else {
            throw StepFailure.permanent(.unexpectedHostKey, "the callback held no ssh-ed25519 host key")
        }
        return .done
    }

    private static func isTimeToWatch(_ context: JobContext) -> Bool {
        guard let last = context.lastWatchedAt else { return context.stepAge >= firstWatch }
        return context.store.now - last >= watchInterval
    }

    /// Sends one call. Throws when the server is not there any more, or when creating or starting it failed.
    private static func watch(_ context: JobContext) throws {
        context.lastWatchedAt = context.store.now
        guard let server = context.job.hetznerServerID else { return }
        let actions: [Action]
        do {
            actions = try context.hetzner.calling(for: .watching) { () throws(HetznerError) in
                try context.hetzner.actions(ofServer: server, by: context.callDeadline)
            }
        } catch {
            if error.kind == .notFound { throw StepFailure.serverMissing(error) }
            // The callback decides, so a failed call is only logged.
            context.log.warning("server.watch_failed", metadata: ["error": "\(error)"])
            return
        }
        if let failed = actions.first(where: { $0.status == .error }) {
            throw StepFailure.permanent(
                .serverFailed,
                "action \(failed.command) failed: \(failed.error?.code ?? "") \(failed.error?.message ?? "")")
        }
    }
}
