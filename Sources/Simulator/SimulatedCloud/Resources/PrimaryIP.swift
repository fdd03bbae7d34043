import SQLite
import Time

/// A row of `primary_ips`: a public address. An IPv6 address is a /64 network.
struct PrimaryIP {
    enum Kind: String {
        case ipv4, ipv6
    }

    let id: Int64
    let name: String
    let type: Kind
    let ip: String
    let labels: Labels
    let createdAt: Instant
    let deletedAt: Instant?
    let location: Location
    /// True when it is deleted with its server.
    let isAutoDeleted: Bool
    let serverID: Int64?
    let isDeleteProtected: Bool

    init(_ row: Row) throws(SQLiteError) {
        let type = try row.text("type")
        let location = try row.text("location")
        guard let type = Kind(rawValue: type), let location = Location.named(location) else {
            preconditionFailure("BUG: a primary IP \(type) in \(location)")
        }
        self.type = type
        self.location = location
        id = try row.int("id")
        name = try row.text("name")
        ip = try row.text("ip")
        labels = Labels(stored: try row.text("labels"))
        createdAt = try row.instant("created_at")
        deletedAt = try row.optionalInstant("deleted_at")
        isAutoDeleted = try row.bool("auto_delete")
        serverID = try row.optionalInt("server_id")
        isDeleteProtected = try row.bool("protect_delete")
    }

    /// The reverse name that the vendor gives an IPv4 address.
    private var reverseName: String {
        "static.\(ip.split(separator: ".").reversed().joined(separator: ".")).clients.your-server.de"
    }

    var publicNetJSON: JSON {
        [
            "id": .integer(id), "ip": .string(ip), "blocked": false,
            "dns_ptr": type == .ipv4 ? .string(reverseName) : [],
        ]
    }

    var json: JSON {
        [
            "id": .integer(id), "name": .string(name), "labels": labels.json,
            "created": .string(createdAt.rfc3339), "blocked": false, "location": location.json,
            "ip": .string(ip),
            "dns_ptr": type == .ipv4 ? [["ip": .string(ip), "dns_ptr": .string(reverseName)]] : [],
            "protection": ["delete": .bool(isDeleteProtected)], "type": .string(type.rawValue),
            "auto_delete": .bool(isAutoDeleted),
            "assignee_type": serverID == nil ? "unassigned" : "server", "assignee_id": JSON(serverID),
        ]
    }
}

extension World {
    func primaryIP(_ id: Int64) throws(SQLiteError) -> PrimaryIP? {
        try database.row("SELECT * FROM primary_ips WHERE id = \(id) AND deleted_at IS NULL", PrimaryIP.init)
    }

    func primaryIP(named name: String) throws(SQLiteError) -> PrimaryIP? {
        try database.row(
            "SELECT * FROM primary_ips WHERE name = \(name) AND deleted_at IS NULL", PrimaryIP.init)
    }

    func primaryIPs() throws(SQLiteError) -> [PrimaryIP] {
        try database.rows("SELECT * FROM primary_ips WHERE deleted_at IS NULL ORDER BY id", PrimaryIP.init)
    }

    func primaryIPs(of serverID: Int64) throws(SQLiteError) -> [PrimaryIP] {
        try database.rows(
            "SELECT * FROM primary_ips WHERE server_id = \(serverID) AND deleted_at IS NULL ORDER BY id",
            PrimaryIP.init)
    }

    /// Creates an address and returns its id. Throws `APIError` when the pool is exhausted.
    @discardableResult
    func createPrimaryIP(
        _ type: PrimaryIP.Kind, name: String? = nil, labels: Labels = .none, in location: Location,
        autoDelete: Bool, serverID: Int64?
    ) throws -> Int64 {
        let id = try allocateID(.primaryIP)
        let ip = type == .ipv4 ? try freeAddress() : Self.network(id)
        try database.execute(
            """
            INSERT INTO primary_ips (id, name, type, ip, labels, created_at, location, auto_delete, server_id)
            VALUES (\(id), \(name ?? "primary_ip-\(id)"), \(type.rawValue), \(ip), \(labels.stored),
                \(now), \(location.name), \(autoDelete), \(serverID))
            """)
        return id
    }

    /// An address that no primary IP has and no machine still listens on.
    private func freeAddress() throws -> String {
        let taken = try database.rows(
            """
            SELECT ip FROM primary_ips WHERE deleted_at IS NULL AND type = 'ipv4'
            UNION SELECT address FROM machines
            """
        ) { row throws(SQLiteError) in try row.text("ip") }
        let last = try database.row(
            "SELECT ip FROM primary_ips WHERE type = 'ipv4' ORDER BY id DESC LIMIT 1"
        ) { row throws(SQLiteError) in try row.text("ip") }
        guard let address = settings.addresses.next(after: last, taken: Set(taken)) else {
            throw APIError.primaryIPLimitExceeded
        }
        return address
    }

    /// A network of the range for documentation (RFC 3849), another for each id.
    private static func network(_ id: Int64) -> String {
        // Never zero, which the canonical form (RFC 5952) would leave out.
        let high = String(1 + id / 0xFFFF % 0xFFFF, radix: 16)
        let low = String(1 + id % 0xFFFF, radix: 16)
        return "2001:db8:\(high):\(low)::/64"
    }
}
