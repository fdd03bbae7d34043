package import Hetzner
package import Logging
package import Store

/// Claims a project without a witness on a person's word: where one of our servers is found there, or where the person
/// says that the ledger's lines are given up.
package struct ProjectClaim {
    /// What a claim has found or done.
    package enum Result: Equatable, Sendable {
        case wasOurs
        case claimed
        /// With the number of lines that were closed without proof.
        case claimedEmpty(lines: Int)
    }

    /// The reason why a project is not claimed.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        case noServerThere(lines: Int)

        package var description: String {
            switch self {
            case .noServerThere(let lines):
                "none of this installation's servers is in the token's project: is HCLOUD_TOKEN the right one? "
                    + "`--empty` claims it all the same and gives up \(lines) lines of the ledger"
            }
        }
    }

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

    /// Claims the project. With `isEmpty` the ledger's open lines in it are closed without proof. Throws `Refusal`,
    /// `WitnessError` when the project is somebody else's, and `HetznerError`: after the last the lines may be closed, and
    /// the project not claimed yet. Safe to repeat.
    package func run(isEmpty: Bool) throws -> Result {
        let (installation, project) = (try store.installation(), try store.project(named: settings.project))
        let found = try firewall.find()
        if let found, case .ours = try Owner(of: found, installation.id, project), project.isClaimed {
            return .wasOurs
        }
        if try restoreWitness(found, project, installation.id) { return .claimed }
        let lines = try store.openLines(in: project)
        if try hasServer(project) {
            _ = try FirstClaim(firewall, project).make(found)
            return .claimed
        }
        guard lines == 0 || isEmpty else { throw Refusal.noServerThere(lines: lines) }
        if let observing = installation.observing { throw WitnessError.observing(reason: observing.reason) }
        // What was claimed before may be another project, which still has its witness with that id.
        let abandoned = try store.abandonLines(in: project)
        let own = try project.isClaimed ? store.renewProject(project) : project
        _ = try FirstClaim(firewall, own).make(found)
        return abandoned == 0 ? .claimed : .claimedEmpty(lines: abandoned)
    }

    /// Labels the firewall anew if the project's mark is still there: then only the firewall was lost.
    private func restoreWitness(
        _ found: Firewall?, _ project: HetznerProject, _ installation: Installation.ID
    ) throws -> Bool {
        let objects = MarkObjects(hetzner: hetzner, installation: installation, project: project)
        guard let mark = project.mark, try objects.exists(mark, by: deadline) else { return false }
        let labels = Naming.labels(of: project, installation)
        let firewall = try found ?? self.firewall.create(labels: labels)
        _ = try hetzner.setLabels(labels, ofFirewall: firewall.id, by: deadline)
        return true
    }

    private func hasServer(_ project: HetznerProject) throws -> Bool {
        try store.knownServers(in: project).contains { line in
            guard let id = line.hetznerID else { return false }
            do {
                return Naming.userID(in: try hetzner.server(id, by: deadline).labels) != nil
            } catch let error as HetznerError where error.kind == .notFound {
                return false
            }
        }
    }

    private var firewall: SharedFirewall {
        SharedFirewall(store: store, hetzner: hetzner, settings: settings, log: log, deadline: deadline)
    }

    private var deadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }
}
