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

    /// Where the server is reached: its IPv4 address, else the first host of its IPv6 network, which is the one
    /// that Hetzner's images configure.
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
