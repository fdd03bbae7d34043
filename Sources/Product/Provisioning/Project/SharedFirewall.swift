import Hetzner
import Logging
import Store

/// The firewall that all servers share. It lets in SSH from the control plane's addresses and nothing else, and its
/// labels are the project's witness.
struct SharedFirewall {
    let store: Store
    let hetzner: HetznerClient
    let settings: ProvisioningSettings
    let log: Logger
    /// The instant by which its calls must be over.
    let deadline: ContinuousClock.Instant

    /// Returns the id of our project's firewall, after correcting its rules where needed. Claims a project that has no
    /// witness if this database has never claimed one of that name, and the ledger has no open line in it. Safe to repeat
    /// and to run in several jobs at once. Throws `WitnessError` and `HetznerError`.
    func ensure() throws -> Int64 {
        let firewall = try owned()
        try store.recordFirewall(firewall.id, of: store.project(named: settings.project))
        try correct(firewall)
        return firewall.id
    }

    /// True when its rules are not ours.
    func isDrifted(_ firewall: Firewall) -> Bool {
        !firewall.enforces(rules)
    }

    private func owned() throws -> Firewall {
        let project = try store.project(named: settings.project)
        let found = try find()
        if let found, case .ours = try owner(of: found, project), project.isClaimed { return found }
        guard try !project.isClaimed && !store.hasOpenLines(in: project) else {
            // Another job may have claimed it, and gone on, since it was read.
            guard try !project.isClaimed && store.project(named: settings.project).isClaimed else {
                throw WitnessError.unclaimed(project: project.name)
            }
            return try owned()
        }
        return try FirstClaim(self, project).make(found)
    }

    func owner(of firewall: Firewall, _ project: HetznerProject) throws -> Owner {
        try Owner(of: firewall, store.installation().id, project)
    }

    /// The project's shared firewall, whoever's it is.
    func find() throws -> Firewall? {
        try hetzner.sharedFirewall(of: store.project(named: settings.project), by: deadline)
    }

    /// Creates it, or finds the one that another process has created meanwhile.
    func create(labels: [String: String]) throws -> Firewall {
        do throws(HetznerError) {
            return try hetzner.createFirewall(
                name: Naming.firewall, rules: rules, labels: labels, by: deadline
            )
        } catch {
            // Another job was faster, or the response was lost. The name is unique, so this is the firewall.
            guard error.kind == .uniqueness || error.kind == .ambiguous, let found = try find() else {
                throw error
            }
            return found
        }
    }

    /// Corrects its rules where they are not ours.
    func correct(_ firewall: Firewall) throws(HetznerError) {
        guard isDrifted(firewall) else { return }
        log.warning("firewall.corrected", metadata: ["firewall": "\(firewall.id)"])
        try hetzner.setRules(rules, ofFirewall: firewall.id, by: deadline)
    }

    private var rules: [FirewallRule] {
        [
            .inboundTCP(
                port: Int(settings.sshPort), from: settings.controlPlaneAddresses,
                description: "SSH from the control plane")
        ]
    }
}

extension HetznerClient {
    /// The project's shared firewall, whoever's it is; nil when there is none. A list may leave out one that is there, so
    /// it is read by its id where that is known.
    func sharedFirewall(
        of project: HetznerProject, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Firewall? {
        if let known = project.firewall {
            do {
                return try firewall(known, by: deadline)
            } catch  where error.kind == .notFound {}
        }
        return try firewall(named: Naming.firewall, by: deadline)
    }
}
