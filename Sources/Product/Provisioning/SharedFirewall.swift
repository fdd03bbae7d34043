import Hetzner
import Logging

/// The one firewall all servers share: SSH from the control plane's addresses, nothing else.
struct SharedFirewall {
    let hetzner: HetznerClient
    let settings: ProvisioningSettings
    let log: Logger
    /// By when its calls must be over.
    let deadline: ContinuousClock.Instant

    /// What was wrong with it.
    enum Fault: String {
        case missing
        /// Its rules are not ours.
        case drifted
    }

    /// Its id, made or corrected first where needed. Safe to repeat and to run in several jobs at once.
    func ensure() throws(HetznerError) -> Int64 {
        let firewall = if let found = try find() { found } else { try create() }
        try correct(firewall)
        return firewall.id
    }

    /// What is wrong with it, or nil; changes nothing.
    func fault() throws(HetznerError) -> Fault? {
        guard let found = try find() else { return .missing }
        return found.enforces(rules) ? nil : .drifted
    }

    private func correct(_ firewall: Firewall) throws(HetznerError) {
        guard !firewall.enforces(rules) else { return }
        log.warning("firewall.corrected", metadata: ["firewall": "\(firewall.id)"])
        _ = try hetzner.setRules(rules, ofFirewall: firewall.id, by: deadline)
    }

    private func find() throws(HetznerError) -> Firewall? {
        try hetzner.firewall(named: Naming.firewall, by: deadline)
    }

    private func create() throws(HetznerError) -> Firewall {
        do throws(HetznerError) {
            return try hetzner.createFirewall(
                name: Naming.firewall, rules: rules, labels: ["managed-by": Naming.managedBy], by: deadline
            ).firewall
        } catch {
            // Another job was faster, or the answer was lost: the name is unique, so it is the one we want.
            guard error.kind == .uniqueness || error.kind == .ambiguous, let found = try find() else {
                throw error
            }
            return found
        }
    }

    private var rules: [FirewallRule] {
        [
            .inboundTCP(
                port: Int(settings.sshPort), from: settings.controlPlaneAddresses,
                description: "SSH from the control plane")
        ]
    }
}
