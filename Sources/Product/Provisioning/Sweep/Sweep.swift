package import Hetzner
package import Logging
package import Store
import Time

/// Compares what is at Hetzner with the ledger. What carries our labels and no line tracks is recorded, to be
/// deleted; the customer of a server that is missing is told; the shared firewall's rules are corrected.
///
/// Writes nothing but the ledger and the firewall: what it records, `Maintenance` deletes. Safe to repeat and to
/// kill anywhere.
package struct Sweep {
    package enum Mode: Sendable {
        /// Changes nothing.
        case report
        case repair
    }

    /// What is younger may be on its way into the ledger.
    private static let minimumAge: Duration = .seconds(600)
    /// When more than half of this many servers or more are missing at once, the token of another project is
    /// likelier than their loss.
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

    /// Looks at everything once. Throws `HetznerError` when the listing can't be read, `SweepError` when it can't
    /// be believed, and what the store throws; what was repaired by then stays repaired.
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

    /// A listing may leave out what is there, so each absence is asked about by id.
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

/// What a sweep found.
package struct SweepReport: Sendable {
    /// Resources that carry our labels, are older than ten minutes, and have no line in the ledger.
    package let untracked: [DiscoveredResource]
    /// Servers that the ledger calls active and Hetzner doesn't have.
    package let missing: [Resource]
    package let isFirewallDrifted: Bool
}

/// Why a sweep did not believe what it saw.
package enum SweepError: Error, CustomStringConvertible, Sendable {
    case tooManyMissing(missing: Int, active: Int)

    package var description: String {
        switch self {
        case .tooManyMissing(let missing, let active):
            "\(missing) of \(active) servers can't be found: is HCLOUD_TOKEN another project's? Nothing was "
                + "given up"
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
