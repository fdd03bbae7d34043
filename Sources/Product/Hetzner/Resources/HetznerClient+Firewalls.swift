extension HetznerClient {
    /// Creates a firewall with its rules. Throws `.uniqueness` when the name is taken, `.ambiguous` when the firewall
    /// may have been created.
    package func createFirewall(
        name: String, rules: [FirewallRule], labels: [String: String], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Firewall {
        let request = CreateFirewallRequest(name: name, labels: labels, rules: rules)
        let single: SingleResponse<Firewall> = try perform(
            .post("/firewalls", request, .createsAnother), by: deadline)
        return single.element
    }

    package func firewall(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Firewall? {
        try lookUp([("name", name)], by: deadline) { isEqual($0.name, to: name) }
    }

    /// Replaces all rules, on each server that has the firewall some time after the response. Safe to repeat.
    package func setRules(
        _ rules: [FirewallRule], ofFirewall id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) {
        let call = Call.post("/firewalls/\(id)/actions/set_rules", SetRulesRequest(rules: rules), .idempotent)
        try perform(call, by: deadline) { _ throws(WireError) in }
    }
}

struct CreateFirewallRequest: Encodable {
    let name: String
    let labels: [String: String]
    let rules: [FirewallRule]
}

struct SetRulesRequest: Encodable {
    let rules: [FirewallRule]
}
