package import Hetzner
package import Logging
package import Store
import Time

/// Compares the Hetzner project with the ledger: lists what carries our labels and has no line, tells the customers of
/// missing servers, and corrects the shared firewall's rules. Deletes nothing.
///
/// Believes only what it reads after the witness was seen. Safe to repeat and to kill anywhere.
package struct Sweep {
    package enum Mode: Sendable {
        /// Changes nothing.
        case report
        case repair
    }

    private static let callLimit: Duration = .seconds(60)

    private let store: Store
    private let hetzner: HetznerClient
    private let settings: ProvisioningSettings
    private let witness: Witness
    private let log: Logger

    package init(store: Store, hetzner: HetznerClient, settings: ProvisioningSettings, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        self.settings = settings
        self.log = log
        witness = Witness(store: store, hetzner: hetzner, project: settings.project, log: log)
    }

    /// Runs one sweep. Throws `WitnessError` when the project is not shown to be ours, `RoundLimit.Exceeded` when too
    /// much is missing at once, `HetznerError` when a list can't be read, and what the store throws; repairs until then
    /// stay.
    package func run(_ mode: Mode) throws -> SweepReport {
        let isDrifted = try correctFirewall(mode)
        let project = try claimedProject(mode)
        guard project.isClaimed else { return SweepReport(project: project) }
        let entitlement = mode == .repair ? try witness.cover() : nil
        let observing = mode == .report ? try reasonForObserving() : nil
        let servers = try hetzner.servers(labels: ["managed-by": Naming.managedBy], by: deadline)
        let discovered = try servers.compactMap(discovered) + otherResources()
        let missing = try missingServers(in: project, seen: Set(servers.map(\.id)))
        let untracked = try discovered.filter { try !store.isTracked($0, in: project.id) }
        if let entitlement { try repair(project, missing, untracked, entitlement) }
        return SweepReport(
            project: project, untracked: untracked, missing: missing, isFirewallDrifted: isDrifted,
            observing: observing)
    }

    /// The reason why the installation observes, or will from its next move on: a report is what a person looks at before
    /// ending that. Throws what else shows that the project isn't ours.
    private func reasonForObserving() throws -> String? {
        do {
            _ = try witness.look()
            return nil
        } catch WitnessError.observing(let reason) {
            return reason
        }
    }

    /// The servers that exist by the ledger; a line that can't be read is logged and left alone.
    private func activeServers(in project: HetznerProject) throws -> [Resource] {
        try store.activeServers(in: project.id, skipping: log.unreadable)
    }

    private func repair(
        _ project: HetznerProject, _ missing: [Resource], _ untracked: [DiscoveredResource],
        _ entitlement: Witness.Entitlement
    ) throws {
        try untracked.forEach { try record($0, in: project) }
        try store.forgetUntracked(in: project.id, notSeenFor: .seconds(900))
        let limit = RoundLimit(store: store, active: try store.activeServers(in: project.id).count)
        try limit.admit(missing.map { "missing server \($0.hetznerID ?? 0)" })
        for server in missing {
            // What was read under an entitlement that has ended is read again in the next round.
            guard entitlement.isValid(at: hetzner.deadline(in: .zero)) else { return }
            try recordMissing(server)
        }
        try deleteStrays(of: project)
    }

    /// The project, which the first round takes over from an installation of before there were witnesses: when its
    /// ledger has active servers there and none of them is missing.
    private func claimedProject(_ mode: Mode) throws -> HetznerProject {
        let project = try witness.project()
        let found = try firewall.find()
        if let found { _ = try firewall.owner(of: found, project) }
        guard mode == .repair, !project.isClaimed, let found else {
            guard found != nil || !project.isClaimed else {
                throw WitnessError.unclaimed(project: project.name)
            }
            return project
        }
        var isReadable = true
        let active = try store.activeServers(in: project.id) { row in
            log.unreadable(row)
            isReadable = false
        }
        let isTheirs =
            try isReadable && !active.isEmpty && active.allSatisfy { try !isGone($0.hetznerID ?? 0) }
        guard isTheirs else {
            guard try store.hasOpenLines(in: project) else { return project }
            throw WitnessError.unclaimed(project: project.name)
        }
        _ = try FirstClaim(firewall, project).make(found)
        return try witness.project()
    }

    private func otherResources() throws(HetznerError) -> [DiscoveredResource] {
        let labels = ["managed-by": Naming.managedBy]
        return try hetzner.sshKeys(labels: labels, by: deadline).compactMap(discovered)
            + hetzner.primaryIPs(labels: labels, by: deadline).compactMap(discovered)
    }

    private func discovered(_ server: Server) -> DiscoveredResource? {
        discovered(
            .server, server.id, server.name, server.labels, server.created, type: server.serverType,
            location: server.location, price: server.monthlyPrice)
    }

    private func discovered(_ key: SSHKey) -> DiscoveredResource? {
        discovered(.sshKey, key.id, key.name, key.labels, key.created)
    }

    private func discovered(_ address: PrimaryIP) -> DiscoveredResource? {
        discovered(.primaryIP, address.id, address.name, address.labels, address.created)
    }

    /// Nil, and logged, when the list lacks its labels: a line without an id may stand for it.
    private func discovered(
        _ kind: Resource.Kind, _ id: Int64, _ name: String?, _ labels: [String: String]?, _ created: Instant?,
        type: String? = nil, location: String? = nil, price: String? = nil
    ) -> DiscoveredResource? {
        guard labels != nil else {
            log.warning("sweep.unclear", metadata: ["kind": "\(kind.rawValue)", "id": "\(id)"])
            return nil
        }
        return DiscoveredResource(
            kind: kind, hetznerID: id, name: name ?? "", jobID: Naming.jobID(in: labels),
            userID: Naming.userID(in: labels), serverType: type, location: location, price: price,
            createdAt: created)
    }

    private func record(_ found: DiscoveredResource, in project: HetznerProject) throws {
        let metadata: Logger.Metadata = [
            "kind": "\(found.kind.rawValue)", "id": "\(found.hetznerID)", "name": "\(found.name)",
        ]
        if try store.recordLateOrder(found, in: project.id) {
            log.warning("resource.late", metadata: metadata)
        } else if try store.recordUntracked(found, in: project.id) {
            log.error("resource.untracked", metadata: metadata)
        }
    }

    /// The active servers that Hetzner doesn't have. A list may leave out a server, so each absent one is asked for
    /// by id.
    private func missingServers(in project: HetznerProject, seen: Set<Int64>) throws -> [Resource] {
        try activeServers(in: project).filter { server in
            guard let id = server.hetznerID, !seen.contains(id) else { return false }
            return try isGone(id)
        }
    }

    private func isGone(_ id: Int64) throws(HetznerError) -> Bool {
        do throws(HetznerError) {
            _ = try hetzner.server(id, by: deadline)
            return false
        } catch {
            // A response that can't be read proves nothing.
            if error.kind == .unreadable { return false }
            guard error.kind == .notFound else { throw error }
            return true
        }
    }

    private func recordMissing(_ server: Resource) throws {
        guard try store.recordMissing(server, sentence: FailureCode.serverMissing.sentence) else { return }
        log.error("server.vanished", metadata: ["id": "\(server.hetznerID ?? 0)", "name": "\(server.name)"])
    }

    /// Deletes the marks that late calls have left behind: never one that was set after ours.
    private func deleteStrays(of project: HetznerProject) throws {
        guard let own = try witness.project().mark else { return }
        let objects = MarkObjects(
            hetzner: hetzner, installation: try store.installation().id, project: project)
        for stray in try objects.all(by: deadline) where stray.object < own.object {
            _ = try objects.delete(stray.object, by: deadline)
        }
    }

    /// True when the rules of our firewall were not ours. Corrects them also while the installation observes.
    private func correctFirewall(_ mode: Mode) throws -> Bool {
        guard let found = try firewall.find() else { return false }
        let project = try witness.project()
        if case .ours = try firewall.owner(of: found, project) {
            try store.recordFirewall(found.id, of: project)
        }
        guard firewall.isDrifted(found) else { return false }
        if mode == .repair { try firewall.correct(found) }
        return true
    }

    private var firewall: SharedFirewall {
        SharedFirewall(store: store, hetzner: hetzner, settings: settings, log: log, deadline: deadline)
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }
}

/// The findings of a sweep.
package struct SweepReport: Sendable {
    package let project: HetznerProject
    /// Resources that carry our labels and have no line in the ledger.
    package let untracked: [DiscoveredResource]
    /// Servers that are active in the ledger and that Hetzner doesn't have.
    package let missing: [Resource]
    package let isFirewallDrifted: Bool
    /// Why this installation observes; nil when it doesn't.
    package let observing: String?

    init(
        project: HetznerProject, untracked: [DiscoveredResource] = [], missing: [Resource] = [],
        isFirewallDrifted: Bool = false, observing: String? = nil
    ) {
        self.project = project
        self.untracked = untracked
        self.missing = missing
        self.isFirewallDrifted = isFirewallDrifted
        self.observing = observing
    }
}
