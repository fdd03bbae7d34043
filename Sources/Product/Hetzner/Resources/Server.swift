package import Time

/// A server (https://docs.hetzner.cloud/reference/cloud#servers), with the fields that we read. Only the id is always
/// there: a field is nil when the response lacks it, which says nothing about the server.
package struct Server: Resource {
    /// The state of a server. Unknown values stay as they came.
    package struct Status: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let initializing = Status(rawValue: "initializing")
        /// Powered on; it may not have booted yet.
        package static let running = Status(rawValue: "running")
        package static let off = Status(rawValue: "off")
        package static let deleting = Status(rawValue: "deleting")
    }

    package let id: Int64
    package let name: String?
    package let status: Status?
    package let created: Instant?
    package let labels: [String: String]?
    /// The names of its type and its location.
    package let serverType, location: String?
    /// What it costs there in a month, taxes included, as Hetzner writes it: `4.1531000000000000`.
    package let monthlyPrice: String?
    package let ipv4Address: String?
    /// The first host of its IPv6 network, which Hetzner's images configure.
    package let ipv6Address: String?

    static let singular = "server"
    static let plural = "servers"

    private enum Keys: String, CodingKey {
        case id, name, status, created, location, labels
        case publicNet = "public_net"
        case serverType = "server_type"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = container.readable(.name)
        status = container.readable(.status)
        created = container.readable(.created)
        labels = container.readable(.labels)
        let location = (container.readable(.location) as Named?)?.name
        self.location = location
        serverType = (container.readable(.serverType) as Named?)?.name
        monthlyPrice =
            (container.readable(.serverType) as Priced?)?.prices
            .first { $0.location == location }?.monthly.gross
        let network: PublicNet? = container.readable(.publicNet)
        ipv4Address = network?.ipv4
        ipv6Address = network?.ipv6
    }
}

/// A resource that the response holds in full, and of which we need the name.
private struct Named: Decodable {
    let name: String
}

/// A server type, of which we need the prices.
private struct Priced: Decodable {
    struct Price: Decodable {
        struct Amount: Decodable {
            let gross: String
        }

        let location: String
        let monthly: Amount

        private enum CodingKeys: String, CodingKey {
            case location
            case monthly = "price_monthly"
        }
    }

    let prices: [Price]
}

/// A server's public addresses.
private struct PublicNet: Decodable {
    private struct Address: Decodable {
        /// An address for IPv4, a network as `2001:db8:1::/64` for IPv6.
        let ip: String
    }

    let ipv4, ipv6: String?

    private enum Keys: String, CodingKey {
        case ipv4, ipv6
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        ipv4 = (container.readable(.ipv4) as Address?)?.ip
        ipv6 = (container.readable(.ipv6) as Address?).map { network in
            let prefix = network.ip.prefix { $0 != "/" }
            return prefix.hasSuffix("::") ? prefix + "1" : String(prefix)
        }
    }
}
