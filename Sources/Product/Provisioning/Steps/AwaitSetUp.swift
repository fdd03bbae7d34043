import Hetzner
import Logging
import Store
import Time

/// Waits for the new server's callback, which starts a process for the job again. Now and then it asks Hetzner about the
/// server, so that it doesn't wait to the end for one that was never created.
enum AwaitSetUp {
    private static let firstWatch: Duration = .seconds(60)
    private static let watchInterval: Duration = .seconds(90)

    static func run(_ context: JobContext) throws -> StepResult {
        switch context.job.callback?.outcome {
        case .succeeded: return try succeeded(context)
        case .failed:
            throw StepFailure.permanent(
                .setUpFailed, "set-up reported: \(context.job.callback?.detail ?? "nothing")")
        case nil: break
        }
        let (now, end) = (context.store.now, context.job.stepStartedAt + context.settings.setUpTimeout)
        guard now < end else {
            throw StepFailure.permanent(.setUpSilent, "no callback within \(context.settings.setUpTimeout)")
        }
        let due = context.job.watchedAt.map { $0 + watchInterval } ?? context.job.stepStartedAt + firstWatch
        guard due <= now else { return .wait(min(due, end) - now) }
        try watch(context)
        return .wait(min(now + watchInterval, end) - now)
    }

    private static func succeeded(_ context: JobContext) throws -> StepResult {
        guard context.job.hostKey != nil else {
            throw StepFailure.permanent(.unexpectedHostKey, "the callback held no ssh-ed25519 host key")
        }
        return .done
    }

    /// Sends one call. Throws when the server is not there any more, or when creating or starting it failed.
    private static func watch(_ context: JobContext) throws {
        try context.store.recordWatch(under: context.lease)
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
                "action \(failed.command ?? "") failed: \(failed.error?.code ?? "") \(failed.error?.message ?? "")"
            )
        }
    }
}
