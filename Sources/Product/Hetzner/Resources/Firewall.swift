package import Time

/// Rules that several servers can share.
package struct Firewall: Resource {
    package struct Application: Sendable, Decodable {
        package struct Server: Sendable, Decodable {
            package let id: Int64
        }

        package struct LabelSelector: Sendable, Decodable {
            package let selector: String
        }

        /// `server` or `label_selector`.
        package let type: String
        package let server: Server?
        package let labelSelector: LabelSelector?

        private enum CodingKeys: String, CodingKey {
            case type, server
            case labelSelector = "label_selector"
        }
    }

    package let id: Int64
    package let name: String
    package let labels: [String: String]
    package let created: Instant
    package let rules: [FirewallRule]
    package let appliedTo: [Application]

    static let singular = "firewall"
    static let plural = "firewalls"

    private enum CodingKeys: String, CodingKey {
        case id, name, labels, created, rules
        case appliedTo = "applied_to"
    }

    /// Whether the firewall lets through exactly what those rules do: order, descriptions and ways of writing an
    /// address don't count.
    package func enforces(_ wanted: [FirewallRule]) -> Bool {
        Set(rules.map(\.effect)) == Set(wanted.map(\.effect))
    }
}
