package import Time

/// A server (https://docs.hetzner.cloud/reference/cloud#servers), as far as we read it.
package struct Server: Resource {
    package let id: Int64
    package let name: String
    package let status: ServerStatus
    package let created: Instant
    package let publicNet: PublicNet
    package let serverType: NamedReference?
    package let location: NamedReference?
    /// An action holds it: changes answer 423 meanwhile.
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
        status = try container.decode(ServerStatus.self, forKey: .status)
        created = try container.decode(Instant.self, forKey: .created)
        publicNet = try container.decode(PublicNet.self, forKey: .publicNet)
        serverType = try container.decodeIfPresent(NamedReference.self, forKey: .serverType)
        location = try container.decodeIfPresent(NamedReference.self, forKey: .location)
        locked = try container.decodeIfPresent(Bool.self, forKey: .locked) ?? false
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    }
}
