import Hetzner
import Logging
import Store

/// Pays debts of the ledger: deletes at Hetzner, and closes a line only when Hetzner says that the thing is
/// gone. Every attempt is short and safe to repeat, by any process.
struct Deletion {
    /// How long a thing that can't be found may still turn up after its line became a debt: a create call that was
    /// on its way when its process died.
    private static let lateCreateWindow: Duration = .seconds(90)
    private static let callLimit: Duration = .seconds(20)

    let store: Store
    let hetzner: HetznerClient
    let log: Logger

    /// Tries the line once. What Hetzner refuses is noted on the line and stays owed.
    func attempt(_ debt: Resource) throws {
        var debt = debt
        let isGone: Bool
        do {
            isGone = try hetzner.calling(for: .deletion) {
                if debt.hetznerID == nil { debt = try lookUp(debt) }
                return try erase(debt)
            }
        } catch let error as HetznerError {
            try store.recordDeletionFailure(debt.id, error: "\(error)")
            log.warning("resource.delete_failed", metadata: metadata(debt, ["error": "\(error)"]))
            return
        }
        guard isGone else { return }
        try store.recordGone(debt)
        log.info("resource.gone", metadata: metadata(debt, [:]))
    }

    private func erase(_ debt: Resource) throws -> Bool {
        guard let id = debt.hetznerID else {
            return store.now - (debt.deletingSince ?? debt.createdAt) > Self.lateCreateWindow
        }
        switch debt.kind {
        case .server: return try eraseServer(id)
        case .sshKey: try hetzner.deleteSSHKey(id, by: deadline)
        case .primaryIP: try hetzner.deletePrimaryIP(id, by: deadline)
        }
        return true
    }

    /// Deletion is asynchronous: the server counts as gone when it can't be found any more.
    private func eraseServer(_ id: Int64) throws(HetznerError) -> Bool {
        do throws(HetznerError) {
            let server = try hetzner.server(id, by: deadline)
            if server.status != .deleting { _ = try hetzner.deleteServer(id, by: deadline) }
            return false
        } catch {
            guard error.kind == .notFound else { throw error }
            return true
        }
    }

    /// Looks for a thing whose create call was never answered. The ledger learns its id at once.
    private func lookUp(_ debt: Resource) throws -> Resource {
        let found: (id: Int64, labels: [String: String])?
        switch debt.kind {
        case .server: found = try hetzner.server(named: debt.name, by: deadline).map { ($0.id, $0.labels) }
        case .sshKey: found = try hetzner.sshKey(named: debt.name, by: deadline).map { ($0.id, $0.labels) }
        case .primaryIP: found = nil
        }
        // A later job's server bears the same name and is not this debt.
        guard let found, Naming.jobID(in: found.labels) == debt.jobID else { return debt }
        return try store.recordFound(debt, hetznerID: found.id)
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }

    private func metadata(_ debt: Resource, _ more: Logger.Metadata) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "kind": "\(debt.kind.rawValue)", "name": "\(debt.name)", "job": "\(debt.jobID?.text ?? "none")",
            "id": "\(debt.hetznerID.map(String.init) ?? "unknown")",
        ]
        metadata.merge(more) { $1 }
        return metadata
    }
}
