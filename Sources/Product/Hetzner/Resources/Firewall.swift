import Linux

/// Rules that several servers can share. Only the id is always there.
package struct Firewall: Resource {
    package let id: Int64
    package let name: String?
    package let labels: [String: String]?
    /// Nil also when one of them can't be read.
    package let rules: [FirewallRule]?

    static let singular = "firewall"
    static let plural = "firewalls"

    private enum Keys: String, CodingKey {
        case id, name, labels, rules
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = container.readable(.name)
        labels = container.readable(.labels)
        rules = container.readable(.rules)
    }

    /// True when the firewall is known to let through exactly what those rules do. Order, descriptions and ways of
    /// writing an address don't count.
    package func enforces(_ wanted: [FirewallRule]) -> Bool {
        guard let rules else { return false }
        return Set(rules.map(\.effect)) == Set(wanted.map(\.effect))
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

extension FirewallRule {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        description = container.readable(.description)
        direction = try container.decode(Direction.self, forKey: .direction)
        `protocol` = try container.decode(NetworkProtocol.self, forKey: .protocol)
        port = try container.decodeIfPresent(String.self, forKey: .port)
        sourceIPs = try container.decodeIfPresent([String].self, forKey: .sourceIPs) ?? []
        destinationIPs = try container.decodeIfPresent([String].self, forKey: .destinationIPs) ?? []
    }
}
