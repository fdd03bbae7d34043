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
