import Linux
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

    /// True when the firewall lets through exactly what those rules do. Order, descriptions and ways of writing an
    /// address don't count.
    package func enforces(_ wanted: [FirewallRule]) -> Bool {
        Set(rules.map(\.effect)) == Set(wanted.map(\.effect))
    }
}

/// One rule of a firewall. Without any `in` rule everything inbound is dropped; without any `out` rule everything
/// outbound may pass.
package struct FirewallRule: Sendable, Hashable, Codable {
    package struct Direction: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let inbound = Direction(rawValue: "in")
    }

    package struct NetworkProtocol: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let tcp = NetworkProtocol(rawValue: "tcp")
    }

    package var description: String?
    package var direction: Direction
    package var `protocol`: NetworkProtocol
    /// `22` or `1024-5000`; only for TCP and UDP.
    package var port: String?
    /// Networks in CIDR notation; only for inbound rules.
    package var sourceIPs: [String]
    /// Networks in CIDR notation; only for outbound rules.
    package var destinationIPs: [String]

    /// A rule that lets TCP in to a port from those networks, each with its prefix length as `192.0.2.7/32`.
    package static func inboundTCP(
        port: Int, from sources: [String], description: String? = nil
    ) -> FirewallRule {
        FirewallRule(
            description: description, direction: .inbound, protocol: .tcp, port: String(port),
            sourceIPs: sources, destinationIPs: [])
    }

    /// The effect of the rule, without its wording.
    var effect: Effect {
        Effect(
            direction: direction, protocol: `protocol`, port: port,
            sources: Set(sourceIPs.map(Network.init)), destinations: Set(destinationIPs.map(Network.init)))
    }

    /// A network, equal to every other way of writing it. A text that is no network is equal only to itself.
    enum Network: Hashable {
        case known(IPNetwork)
        case other(String)

        init(_ text: String) {
            self = IPNetwork(text).map(Self.known) ?? .other(text)
        }
    }

    struct Effect: Hashable {
        let direction: Direction
        let `protocol`: NetworkProtocol
        let port: String?
        let sources: Set<Network>
        let destinations: Set<Network>
    }

    private enum CodingKeys: String, CodingKey {
        case description, direction, `protocol`, port
        case sourceIPs = "source_ips"
        case destinationIPs = "destination_ips"
    }
}
