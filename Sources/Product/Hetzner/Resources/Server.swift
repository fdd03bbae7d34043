package import Time

/// A server (https://docs.hetzner.cloud/reference/cloud#servers), with the fields that we read.
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
        package static let deleting = Status(rawValue: "deleting")
    }

    package let id: Int64
    package let name: String
    package let status: Status
    package let created: Instant
    package let publicNet: PublicNet
    package let serverType: NamedReference?
    package let location: NamedReference?
    /// True while an action holds the server: changes fail with status 423.
    package let locked: Bool
    package let labels: [String: String]

    static let singular = "server"
    static let plural = "servers"

    private enum CodingKeys: String, CodingKey {
        case id, name, status, created, location, locked, labels
        case publicNet = "public_net"
        case serverType = "server_type"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        status = try container.decode(Status.self, forKey: .status)
        created = try container.decode(Instant.self, forKey: .created)
        publicNet = try container.decode(PublicNet.self, forKey: .publicNet)
        serverType = try container.decodeIfPresent(NamedReference.self, forKey: .serverType)
        location = try container.decodeIfPresent(NamedReference.self, forKey: .location)
        locked = try container.decodeIfPresent(Bool.self, forKey: .locked) ?? false
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    }
}

/// The id and name of a resource that the response holds in full.
package struct NamedReference: Hashable, Sendable, Codable {
    package let id: Int64
    package let name: String

    package init(id: Int64, name: String) {
        self.id = id
        self.name = name
    }
}

/// A server's public addresses and firewalls.
package struct PublicNet: Sendable, Decodable {
    package struct Address: Sendable, Decodable {
        /// The id of the primary IP.
        package let id: Int64?
        /// An address for IPv4, a network as `2001:db8:1::/64` for IPv6.
        package let ip: String
    }

    package struct AppliedFirewall: Sendable, Decodable {
        package let id: Int64
        /// `applied` or `pending`.
        package let status: String
    }

    package let ipv4: Address?
    package let ipv6: Address?
    package let firewalls: [AppliedFirewall]

    private enum CodingKeys: String, CodingKey {
        case ipv4, ipv6, firewalls
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ipv4 = try container.decodeIfPresent(Address.self, forKey: .ipv4)
        ipv6 = try container.decodeIfPresent(Address.self, forKey: .ipv6)
        firewalls = try container.decodeIfPresent([AppliedFirewall].self, forKey: .firewalls) ?? []
    }

    /// The address that reaches the server: its IPv4 address, else the first host of its IPv6 network, which Hetzner's
    /// images configure.
    package var address: String? {
        ipv4?.ip
            ?? ipv6.map { network in
                let prefix = network.ip.prefix { $0 != "/" }
                return prefix.hasSuffix("::") ? prefix + "1" : String(prefix)
            }
    }

    /// The primary IPs that came with the server and are billed beside it.
    package var primaryIPs: [Int64] {
        [ipv4?.id, ipv6?.id].compactMap { $0 }
    }
}
