package import Hetzner
package import Logging
package import Store
import Time

/// Compares the Hetzner project with the ledger. Records untracked resources with our labels as pending deletions,
/// tells the customers of missing servers, and corrects the shared firewall's rules.
///
/// Writes only the ledger and the firewall; `Maintenance` deletes. Safe to repeat and to kill anywhere.
package struct Sweep {
    package enum Mode: Sendable {
        /// Changes nothing.
        case report
        case repair
    }

    /// The age from which a resource counts as untracked; the line of a younger one may not be written yet.
    private static let minimumAge: Duration = .seconds(600)
    /// The number of active servers from which the loss of more than half at once is doubted: the token of another
    /// project is likelier.
    private static let doubtThreshold = 5
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

    /// Runs one sweep. Throws `HetznerError` when a list can't be read, `SweepError` when it is not plausible, and
    /// what the store throws; repairs until then stay.
    package func run(_ mode: Mode) throws -> SweepReport {
        let servers = try hetzner.servers(labels: ["managed-by": Naming.managedBy], by: deadline)
        let untracked = try untracked(among: try servers.map(DiscoveredResource.init) + otherResources())
        if mode == .repair { try untracked.forEach(record) }
        let firewall = SharedFirewall(hetzner: hetzner, settings: settings, log: log, deadline: deadline)
        let isDrifted = try firewall.drift() == .rules
        // A missing one is created by the first deploy that needs it.
        if mode == .repair, isDrifted { _ = try firewall.ensure() }
        let missing = try missingServers(seen: Set(servers.map(\.id)))
        if mode == .repair { try missing.forEach(recordMissing) }
        return SweepReport(untracked: untracked, missing: missing, isFirewallDrifted: isDrifted)
    }

    private func otherResources() throws(HetznerError) -> [DiscoveredResource] {
        let labels = ["managed-by": Naming.managedBy]
        return try hetzner.sshKeys(labels: labels, by: deadline).map(DiscoveredResource.init)
            + hetzner.primaryIPs(labels: labels, by: deadline).map(DiscoveredResource.init)
    }

    private func untracked(among discovered: [DiscoveredResource]) throws -> [DiscoveredResource] {
        try discovered.filter {
            try store.now - $0.createdAt > Self.minimumAge && !store.isTracked($0)
        }
    }

    private func record(_ untracked: DiscoveredResource) throws {
        guard try store.recordUntracked(untracked, project: settings.project) else { return }
        log.error(
            "orphan.found",
            metadata: [
                "kind": "\(untracked.kind.rawValue)", "id": "\(untracked.hetznerID)",
                "name": "\(untracked.name)",
            ])
    }

    /// The active servers that Hetzner doesn't have. A list may leave out a server, so each absent one is asked for
    /// by id.
    private func missingServers(seen: Set<Int64>) throws -> [Resource] {
        let active = try store.activeServers().filter { $0.project == settings.project }
        let missing = try active.filter { server in
            guard let id = server.hetznerID, !seen.contains(id) else { return false }
            return try isGone(id)
        }
        guard active.count < Self.doubtThreshold || missing.count * 2 <= active.count else {
            throw SweepError.tooManyMissing(missing: missing.count, active: active.count)
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

    private func recordMissing(_ server: Resource) throws {
        guard try store.recordMissing(server, sentence: FailureCode.serverMissing.sentence) else { return }
        log.error("server.vanished", metadata: ["id": "\(server.hetznerID ?? 0)", "name": "\(server.name)"])
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }
}

/// The findings of a sweep.
package struct SweepReport: Sendable {
    /// Resources that carry our labels, are older than ten minutes, and have no line in the ledger.
    package let untracked: [DiscoveredResource]
    /// Servers that are active in the ledger and that Hetzner doesn't have.
    package let missing: [Resource]
    package let isFirewallDrifted: Bool
}

/// The reason why a sweep did not trust a list.
package enum SweepError: Error, CustomStringConvertible, Sendable {
    case tooManyMissing(missing: Int, active: Int)

    package var description: String {
        switch self {
        case .tooManyMissing(let missing, let active):
            "\(missing) of \(active) servers can't be found: is HCLOUD_TOKEN another project's? Nothing was "
                + "released"
        }
    }
}

extension DiscoveredResource {
    fileprivate init(_ server: Server) {
        self.init(.server, server.id, server.name, server.labels, server.created)
    }

    fileprivate init(_ key: SSHKey) {
        self.init(.sshKey, key.id, key.name, key.labels, key.created)
    }

    fileprivate init(_ address: PrimaryIP) {
        self.init(.primaryIP, address.id, address.name, address.labels, address.created)
    }

    private init(
        _ kind: Resource.Kind, _ id: Int64, _ name: String, _ labels: [String: String], _ createdAt: Instant
    ) {
        self.init(
            kind: kind, hetznerID: id, name: name, jobID: Naming.jobID(in: labels),
            createdAt: createdAt)
    }
}
