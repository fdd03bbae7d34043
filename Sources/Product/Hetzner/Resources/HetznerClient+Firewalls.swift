extension HetznerClient {
    /// Creates a firewall with its rules. Throws `.uniqueness` when the name is taken, `.ambiguous` when the firewall
    /// may have been created.
    package func createFirewall(
        name: String, rules: [FirewallRule], labels: [String: String], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> CreateFirewallResponse {
        let request = CreateFirewallRequest(name: name, labels: labels, rules: rules)
        return try perform(.post("/firewalls", request, .createsAnother), by: deadline)
    }

    package func firewall(
        named name: String, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> Firewall? {
        try firstPage(where: ("name", name), by: deadline).first { $0.name == name }
    }

    /// Replaces all rules. Safe to repeat. Returns the actions, one for each server that has the firewall, which go on
    /// after the response.
    package func setRules(
        _ rules: [FirewallRule], ofFirewall id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [Action] {
        let call = Call.post("/firewalls/\(id)/actions/set_rules", SetRulesRequest(rules: rules), .idempotent)
        let page: ListResponse<Action> = try perform(call, by: deadline)
        return page.elements
    }
}

struct CreateFirewallRequest: Encodable {
    let name: String
    let labels: [String: String]
    let rules: [FirewallRule]
}

package struct CreateFirewallResponse: Sendable, Decodable {
    package let firewall: Firewall
    package let actions: [Action]
}

struct SetRulesRequest: Encodable {
    let rules: [FirewallRule]
}
