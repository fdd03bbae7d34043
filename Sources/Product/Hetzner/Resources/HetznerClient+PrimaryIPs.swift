package import Time

extension HetznerClient {
    /// All primary IPs that carry these labels; those created together with a server carry none.
    package func primaryIPs(
        labels: [String: String] = [:], by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> [PrimaryIP] {
        try allPages(where: [("sort", "id:asc")] + labelFilter(labels), by: deadline)
    }

    /// Asks for the address's deletion. Throws `.inUse` while a server has it. Safe to repeat.
    package func deletePrimaryIP(
        _ id: Int64, by deadline: ContinuousClock.Instant
    ) throws(HetznerError) -> DeletionResponse {
        try delete(PrimaryIP.self, id, by: deadline)
    }
}

/// A public address, billed on its own. One created together with a server carries no labels and is deleted with it.
/// Only the id is always there.
package struct PrimaryIP: Resource {
    package let id: Int64
    package let name: String?
    package let labels: [String: String]?
    package let created: Instant?

    static let singular = "primary_ip"
    static let plural = "primary_ips"

    private enum Keys: String, CodingKey {
        case id, name, labels, created
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(Int64.self, forKey: .id)
        name = container.readable(.name)
        labels = container.readable(.labels)
        created = container.readable(.created)
    }
}
