import Hetzner
import Logging

/// The firewall that all servers share. It lets in SSH from the control plane's addresses and nothing else.
struct SharedFirewall {
    let hetzner: HetznerClient
    let settings: ProvisioningSettings
    let log: Logger
    /// The instant by which its calls must be over.
    let deadline: ContinuousClock.Instant

    /// The difference from the expected firewall.
    enum Drift {
        case missing
        /// Its rules differ from ours.
        case rules
    }

    /// Creates or corrects the firewall where needed, and returns its id. Safe to repeat and to run in several jobs at
    /// once.
    func ensure() throws(HetznerError) -> Int64 {
        let firewall = if let found = try find() { found } else { try create() }
        try correct(firewall)
        return firewall.id
    }

    /// The drift, or nil when there is none. Changes nothing.
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
            // Another job was faster, or the response was lost. The name is unique, so this is the firewall.
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
