package import Hetzner
package import Logging
package import Store
import Time

/// Deletes the ledger's resources at Hetzner, for jobs, maintenance and the sweep. Does so only after the witness was
/// seen, and closes a line only when Hetzner says that the resource is gone. Every attempt is short and safe to repeat,
/// by any process.
package struct Deletion {
    /// The time after it became a pending deletion in which a resource that can't be found may still appear: its
    /// create call may have been on its way when the process died, and lists show a new resource late.
    private static let lateCreateWindow: Duration = .seconds(300)
    private static let callLimit: Duration = .seconds(20)
    /// The longest time of a round of maintenance; the next one begins with what is most urgent then.
    private static let roundLimit: Duration = .seconds(60)
    /// A deletion that has been pending for longer is logged as an error.
    private static let alertAge: Duration = .seconds(3600)

    private let store: Store
    private let hetzner: HetznerClient
    private let witness: Witness
    private let log: Logger

    /// - Parameter witness: Uses the same client, since what it shows holds for that client's token.
    package init(store: Store, hetzner: HetznerClient, witness: Witness, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        self.witness = witness
        self.log = log
    }

    /// The pause before a job checks its deletions again: half a second, growing to eight.
    static func pause(afterRound round: Int) -> Duration {
        .milliseconds(500 << min(round - 1, 4))
    }

    /// Attempts each pending deletion of the project that is due and that no job works on, for a minute at most. A
    /// failed one is due again later, at growing intervals; while the API doesn't answer at all, each call asks once.
    /// Safe to repeat and to kill anywhere. Throws `WitnessError` and what the store throws.
    package func retryDue() throws {
        let end = store.now + Self.roundLimit
        let due = try store.deletionsDue(in: witness.project().id, skipping: log.unreadable)
        try attempt(due) { resource in
            let age = store.now - (resource.deletingSince ?? resource.createdAt)
            if age > Self.alertAge { logPending(resource, age) }
            return store.now < end
        }
    }

    /// Attempts to delete each resource of the project once, in their order, until `goesOn` says no. What Hetzner refuses
    /// is recorded in the ledger and stays pending, as does everything while the witness can't be seen. Throws
    /// `WitnessError.observing`.
    func attempt(_ resources: [Resource], while goesOn: (Resource) throws -> Bool) throws {
        let project = try witness.project().id
        var entitlement: Witness.Entitlement?
        for resource in resources where resource.project == project {
            guard try goesOn(resource) else { return }
            if entitlement?.isValid(at: hetzner.deadline(in: .zero)) != true {
                entitlement = try cover(resources)
            }
            guard entitlement != nil else { return }
            try attempt(resource)
        }
    }

    /// The right to delete these; nil, with the reason in the ledger, when the project isn't shown to be ours now.
    private func cover(_ resources: [Resource]) throws -> Witness.Entitlement? {
        let reason: String
        do {
            return try hetzner.calling(for: .deletion, witness.cover)
        } catch let error as HetznerError {
            reason = "\(error)"
        } catch let error as WitnessError {
            if case .observing = error { throw error }
            reason = "\(error)"
        }
        try store.recordDeletionsDelayed(resources.map(\.id), error: reason)
        log.error("witness.not_seen", metadata: ["error": "\(reason)"])
        return nil
    }

    private func attempt(_ resource: Resource) throws {
        var resource = resource
        let isGone: Bool
        do {
            isGone = try hetzner.calling(for: .deletion) {
                if resource.hetznerID == nil { resource = try lookUp(resource) }
                return try delete(resource)
            }
        } catch let error where error is HetznerError || error is UnknownOwner {
            try store.recordDeletionFailure(resource.id, error: "\(error)")
            log.warning("resource.delete_failed", metadata: metadata(resource, ["error": "\(error)"]))
            return
        }
        guard isGone else { return }
        try store.recordGone(resource)
        log.info("resource.gone", metadata: metadata(resource, [:]))
    }

    /// True when the resource is certainly gone.
    private func delete(_ resource: Resource) throws -> Bool {
        guard let id = resource.hetznerID else {
            return store.now - (resource.deletingSince ?? resource.createdAt) > Self.lateCreateWindow
        }
        switch resource.kind {
        case .server: return try deleteServer(id)
        case .sshKey: return try hetzner.deleteSSHKey(id, by: deadline) == .gone
        case .primaryIP: return try hetzner.deletePrimaryIP(id, by: deadline) == .gone
        }
    }

    /// True when the server can't be found any more; until then its deletion, which is asynchronous, is started.
    private func deleteServer(_ id: Int64) throws(HetznerError) -> Bool {
        do throws(HetznerError) {
            // Spares a call that the deletion under way would refuse.
            if try hetzner.server(id, by: deadline).status == .deleting { return false }
        } catch  where error.kind == .notFound {
            return true
        } catch  where error.kind == .unreadable {
            // Deleting needs the id and nothing else.
        }
        return try hetzner.deleteServer(id, by: deadline) == .gone
    }

    /// Looks for a resource whose create call never got a response, and records its id in the ledger.
    private func lookUp(_ resource: Resource) throws -> Resource {
        let found: (id: Int64, labels: [String: String]?)?
        switch resource.kind {
        case .server:
            found = try hetzner.server(named: resource.name, by: deadline).map { ($0.id, $0.labels) }
        case .sshKey:
            found = try hetzner.sshKey(named: resource.name, by: deadline).map { ($0.id, $0.labels) }
        case .primaryIP: found = nil
        }
        if let found, found.labels == nil { throw UnknownOwner(id: found.id, name: resource.name) }
        // A later job's server bears the same name and is not this resource.
        guard let found, Naming.jobID(in: found.labels) == resource.jobID else { return resource }
        return try store.recordFound(resource, hetznerID: found.id)
    }

    /// A response doesn't say whose resource it is that has the name: it may be the one that is to be deleted.
    private struct UnknownOwner: Error, CustomStringConvertible {
        let id: Int64
        let name: String

        var description: String { "\(id) has the name \(name), and the response lacks its labels" }
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }

    private func logPending(_ resource: Resource, _ age: Duration) {
        log.error(
            "resource.still_owed",
            metadata: [
                "kind": "\(resource.kind.rawValue)",
                "id": "\(resource.hetznerID.map(String.init) ?? "unknown")",
                "hours": "\(age.milliseconds / 3_600_000)", "attempts": "\(resource.deleteAttempts)",
            ])
    }

    private func metadata(_ resource: Resource, _ more: Logger.Metadata) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "kind": "\(resource.kind.rawValue)", "name": "\(resource.name)",
            "job": "\(resource.jobID?.text ?? "none")",
            "id": "\(resource.hetznerID.map(String.init) ?? "unknown")",
        ]
        metadata.merge(more) { $1 }
        return metadata
    }
}
