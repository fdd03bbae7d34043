import Hetzner
import Logging

/// The one firewall all servers share: SSH from the control plane's addresses, nothing else.
struct SharedFirewall {
    let hetzner: HetznerClient
    let settings: ProvisioningSettings
    let log: Logger
    /// The instant by which its calls must be over.
    let deadline: ContinuousClock.Instant

    /// How it differs from what it should be.
    enum Drift {
        case missing
        /// Its rules are not ours.
        case rules
    }

    /// Its id, after it was created or corrected where needed. Safe to repeat and to run in several jobs at once.
    func ensure() throws(HetznerError) -> Int64 {
        let firewall = if let found = try find() { found } else { try create() }
        try correct(firewall)
        return firewall.id
    }

    /// Nil when it is as it should be; changes nothing.
    func drift() throws(HetznerError) -> Drift? {
        guard let found = try find() else { return .missing }
        return found.enforces(rules) ? nil : .rules
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
            // Another job was faster, or the response was lost: the name is unique, so it is the one we want.
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
