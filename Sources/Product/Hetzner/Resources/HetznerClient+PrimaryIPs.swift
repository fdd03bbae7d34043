package import Time

extension HetznerClient {
    /// All primary IPs that carry these labels; those created together with a server carry none.
    package func primaryIPs(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [PrimaryIP] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Deletes the address if it is there. Throws `.inUse` while a server has it.
    package func deletePrimaryIP(_ id: Int64, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        try delete(PrimaryIP.self, id, by: deadline)
    }
}

/// A public address, billed on its own. One created together with a server carries no labels and is deleted with it
/// (`autoDelete`).
package struct PrimaryIP: Resource {
    package let id: Int64
    package let name: String
    package let ip: String
    /// `ipv4` or `ipv6`.
    package let type: String
    package let labels: [String: String]
    package let created: Instant
    package let autoDelete: Bool
    /// The id of the server that has it; nil when none has.
    package let assigneeID: Int64?

    static let singular = "primary_ip"
    static let plural = "primary_ips"

    private enum CodingKeys: String, CodingKey {
        case id, name, ip, type, labels, created
        case autoDelete = "auto_delete"
        case assigneeID = "assignee_id"
    }
}
