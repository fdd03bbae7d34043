package import Hetzner
package import Logging
package import Store

/// Holds what is at Hetzner against the ledger. What carries our labels and no line explains is booked, to be
/// deleted; a server that is gone is told to its customer; the shared firewall's rules are put right.
///
/// Writes nothing but the ledger and the firewall: what it books, `Maintenance` deletes. Safe to repeat and to
/// kill anywhere.
package struct Sweep {
    package enum Mode: Sendable {
        /// Only looks.
        case report
        case mend
    }

    /// What is younger may be on its way into the ledger.
    private static let minimumAge: Duration = .seconds(600)
    /// When more than half of this many servers or more are missing at once, the token of another project is
    /// likelier than their loss.
    private static let believableFrom = 5
    private static let callLimit: Duration = .seconds(60)

    private let store: Store
    private let hetzner: HetznerClient
    private let settings: ProvisioningSettings
    private let log: Logger

    package init(store: Store, hetzner: HetznerClient, settings: ProvisioningSettings, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        self.settings = settings
        self.log = log
    }

    /// One look at everything. Throws `HetznerError` when the listing can't be had, `SweepError` when it can't
    /// be believed, and what the store throws; what was mended by then stays mended.
    package func run(_ mode: Mode) throws -> SweepReport {
        let servers = try hetzner.servers(labels: ["managed-by": Naming.managedBy], by: deadline)
        let orphans = try orphans(
            among: try servers.map(DiscoveredResource.init) + otherDiscoveredResources())
        if mode == .mend { try orphans.forEach(book) }
        let firewall = SharedFirewall(hetzner: hetzner, settings: settings, log: log, deadline: deadline)
        let firewallDrift = try firewall.fault()
        // A missing one is made by the first deploy that needs it.
        if mode == .mend, firewallDrift == .drifted { _ = try firewall.ensure() }
        let vanished = try vanished(seen: Set(servers.map(\.id)))
        if mode == .mend { try vanished.forEach(tellVanished) }
        return SweepReport(orphans: orphans, vanished: vanished, isFirewallDrifted: firewallDrift == .drifted)
    }

    private func otherDiscoveredResources() throws(HetznerError) -> [DiscoveredResource] {
        let labels = ["managed-by": Naming.managedBy]
        return try hetzner.sshKeys(labels: labels, by: deadline).map(DiscoveredResource.init)
            + hetzner.primaryIPs(labels: labels, by: deadline).map(DiscoveredResource.init)
    }

    private func orphans(among discovered: [DiscoveredResource]) throws -> [DiscoveredResource] {
        try discovered.filter {
            try store.now - $0.createdAt > Self.minimumAge && !store.isTracked($0)
        }
    }

    private func book(_ orphan: DiscoveredResource) throws {
        guard try store.recordUntracked(orphan, project: settings.project) else { return }
        log.error(
            "orphan.found",
            metadata: [
                "kind": "\(orphan.kind.rawValue)", "id": "\(orphan.hetznerID)", "name": "\(orphan.name)",
            ])
    }

    /// A listing may miss what is there, so each absence is asked about by id.
    private func vanished(seen: Set<Int64>) throws -> [Resource] {
        let standing = try store.activeServers().filter { $0.project == settings.project }
        let missing = try standing.filter { server in
            guard let id = server.hetznerID, !seen.contains(id) else { return false }
            return try isGone(id)
        }
        guard standing.count < Self.believableFrom || missing.count * 2 <= standing.count else {
            throw SweepError.tooManyMissing(missing: missing.count, standing: standing.count)
        }
        return missing
    }

    private func isGone(_ id: Int64) throws(HetznerError) -> Bool {
        do throws(HetznerError) {
            _ = try hetzner.server(id, by: deadline)
            return false
        } catch {
            guard error.kind == .notFound else { throw error }
            return true
        }
    }

    private func tellVanished(_ server: Resource) throws {
        guard try store.recordMissing(server, sentence: FailureCode.serverMissing.sentence) else { return }
        log.error("server.vanished", metadata: ["id": "\(server.hetznerID ?? 0)", "name": "\(server.name)"])
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }
}
