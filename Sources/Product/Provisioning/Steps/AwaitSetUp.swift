import Hetzner
import Logging
import Store
import Time

/// Waits for the new server's callback, which starts a process for the job again. Now and then it asks Hetzner about the
/// server, so that it doesn't wait to the end for one that was never created, but orders another.
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
        if let loss = try loss(context) { return try orderAnother(after: loss, context) }
        return .wait(min(now + watchInterval, end) - now)
    }

    private static func succeeded(_ context: JobContext) throws -> StepResult {
        guard context.job.hostKey != nil else {
            throw StepFailure.permanent(.unexpectedHostKey, "the callback held no ssh-ed25519 host key")
        }
        if context.job.ipAddress ?? "" == "" { try readAddress(context) }
        return .done
    }

    /// Reads the address that the response to the order lacked.
    private static func readAddress(_ context: JobContext) throws {
        guard let id = context.job.hetznerServerID else {
            throw StepFailure.permanent(.internalError, "the job has no server")
        }
        let server: Server
        do throws(HetznerError) {
            server = try context.hetzner.server(id, by: context.callDeadline)
        } catch {
            throw error.kind == .notFound ? StepFailure.serverMissing(error) : StepFailure(error)
        }
        // Every order asks for an IPv4 address, which may come late. We may be unable to reach the other one.
        let isLate = context.stepAge >= firstWatch
        guard let address = server.ipv4Address ?? (isLate ? server.ipv6Address : nil) else {
            throw StepFailure.retry(.hetznerUnreachable, "server \(id) has no address yet")
        }
        try context.store.recordAddress(address, under: context.lease)
        context.log.info("server.addressed", metadata: ["server": "\(id)", "address": "\(address)"])
    }

    /// The failure of a server that will not come up; nil when it may, also when that isn't known: the callback decides.
    private static func loss(_ context: JobContext) throws -> StepFailure? {
        try context.store.recordWatch(under: context.lease)
        guard let id = context.job.hetznerServerID else { return nil }
        do {
            return try context.hetzner.calling(for: .watching) { () throws(HetznerError) in
                let actions = try context.hetzner.actions(ofServer: id, by: context.callDeadline)
                guard let failed = actions.first(where: \.isFailedStart) else { return nil }
                // An action may report an error although its server runs.
                let server = try context.hetzner.server(id, by: context.callDeadline)
                let text =
                    "action \(failed.description), server \(server.status?.rawValue ?? "in no known state")"
                guard server.isDown else {
                    context.log.notice(
                        "server.action_failed", metadata: ["server": "\(id)", "error": "\(text)"])
                    return nil
                }
                return .permanent(.serverFailed, text)
            }
        } catch {
            if error.kind == .notFound { return .serverMissing(error) }
            context.log.warning("server.watch_failed", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Gives the server up and goes back to the step that deletes it and orders the next choice. Throws the loss when the
    /// time for another server is over.
    private static func orderAnother(after loss: StepFailure, _ context: JobContext) throws -> StepResult {
        guard context.store.now + JobRunner.serviceLevel < RetryWindow.end(of: context.job) else {
            throw loss
        }
        let isReleased = try context.store.releaseLostServer(
            from: .awaitSetUp, backTo: .create, detail: loss.detail, under: context.lease)
        if isReleased { context.log.warning("server.lost", metadata: ["error": "\(loss.detail)"]) }
        return .wait(.zero)
    }
}

extension Server {
    /// True when it neither runs nor is on its way to; false when that isn't known.
    fileprivate var isDown: Bool {
        status == .initializing || status == .off || status == .deleting
    }
}

extension Action {
    /// True when the server's creation or start failed, or one of whose kind we know nothing.
    fileprivate var isFailedStart: Bool {
        status == .error && [nil, "create_server", "start_server"].contains(command)
    }

    fileprivate var description: String {
        let facts = [command, "failed:", error?.code, error?.message]
        return facts.compactMap { $0 }.joined(separator: " ")
    }
}
