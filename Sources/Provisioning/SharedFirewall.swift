import Hetzner
import Logging

/// The one firewall all servers share: SSH from the control plane's addresses, nothing else.
enum SharedFirewall {
    /// Its id, made or corrected first where needed. Safe to repeat and to run in several jobs at once.
    static func ensure(_ context: JobContext) throws -> Int64 {
        if let known = context.firewallID { return known }
        do throws(HetznerError) {
            let wanted = rules(context.settings)
            let firewall: Firewall
            if let found = try find(context) {
                firewall = found
            } else {
                firewall = try create(wanted, context)
            }
            if !firewall.enforces(wanted) {
                context.log.warning("firewall.corrected", metadata: ["firewall": "\(firewall.id)"])
                _ = try context.hetzner.setRules(wanted, ofFirewall: firewall.id, by: context.callDeadline)
            }
            context.firewallID = firewall.id
            return firewall.id
        } catch {
            throw StepFailure(error)
        }
    }

    private static func find(_ context: JobContext) throws(HetznerError) -> Firewall? {
        try context.hetzner.firewall(named: Naming.firewall, by: context.callDeadline)
    }

    private static func create(_ rules: [FirewallRule], _ context: JobContext) throws(HetznerError)
        -> Firewall
    {
        do throws(HetznerError) {
            return try context.hetzner.createFirewall(
                name: Naming.firewall, rules: rules, labels: ["managed-by": Naming.managedBy],
                by: context.callDeadline
            ).firewall
        } catch {
            // Another job was faster, or the answer was lost: the name is unique, so it is the one we want.
            guard error.kind == .uniqueness || error.kind == .ambiguous, let found = try find(context) else {
                throw error
            }
            return found
        }
    }

    private static func rules(_ settings: ProvisioningSettings) -> [FirewallRule] {
        [
            .inboundTCP(
                port: Int(settings.sshPort), from: settings.controlPlaneAddresses,
                description: "SSH from the control plane")
        ]
    }
}
