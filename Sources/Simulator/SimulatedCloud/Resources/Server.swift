import SQLite
import Time

/// A row of `servers`.
struct Server {
    enum Status: String, CaseIterable {
        case initializing, starting, running, stopping, off, deleting, rebuilding, migrating, unknown
    }

    let id: Int64
    let name: String
    let labels: Labels
    let createdAt: Instant
    let deletedAt: Instant?
    let status: Status
    let type: ServerType
    let location: Location
    let imageID: Int64
    let userData: String
    let hasSSHKeys: Bool
    let isDeleteProtected: Bool
    let isRebuildProtected: Bool
    /// The faults of its machine, as `World.machineFaults` gives them.
    let machineFaults: String

    init(_ row: Row) throws(SQLiteError) {
        let status = try row.text("status")
        let type = try row.text("server_type")
        let location = try row.text("location")
        guard let status = Status(rawValue: status), let type = ServerType.named(type),
            let location = Location.named(location)
        else { preconditionFailure("BUG: a server \(type) in \(location) with status \(status)") }
        self.status = status
        self.type = type
        self.location = location
        id = try row.int("id")
        name = try row.text("name")
        labels = Labels(stored: try row.text("labels"))
        createdAt = try row.instant("created_at")
        deletedAt = try row.optionalInstant("deleted_at")
        imageID = try row.int("image_id")
        userData = try row.text("user_data")
        hasSSHKeys = try row.bool("has_ssh_keys")
        isDeleteProtected = try row.bool("protect_delete")
        isRebuildProtected = try row.bool("protect_rebuild")
        machineFaults = try row.text("machine_faults")
    }
}

extension World {
    /// A server that has not been deleted.
    func server(_ id: Int64) throws(SQLiteError) -> Server? {
        try database.row("SELECT * FROM servers WHERE id = \(id) AND deleted_at IS NULL", Server.init)
    }

    func server(named name: String) throws(SQLiteError) -> Server? {
        try database.row("SELECT * FROM servers WHERE name = \(name) AND deleted_at IS NULL", Server.init)
    }

    func servers() throws(SQLiteError) -> [Server] {
        try database.rows("SELECT * FROM servers WHERE deleted_at IS NULL ORDER BY id", Server.init)
    }

    func setStatus(_ status: Server.Status, of id: Int64) throws(SQLiteError) {
        try database.execute("UPDATE servers SET status = \(status.rawValue) WHERE id = \(id)")
    }

    func json(_ server: Server) throws -> JSON {
        let addresses = try primaryIPs(of: server.id)
        return [
            "id": .integer(server.id), "name": .string(server.name),
            "status": .string(server.status.rawValue), "created": .string(server.createdAt.rfc3339),
            "public_net": [
                "ipv4": addresses.first { $0.type == .ipv4 }?.publicNetJSON ?? .null,
                "ipv6": addresses.first { $0.type == .ipv6 }?.publicNetJSON ?? .null,
                "floating_ips": [],
                "firewalls": .array(
                    try firewallStates(ofServer: server.id).map {
                        ["id": .integer($0.firewallID), "status": .string($0.status.rawValue)]
                    }),
            ],
            "private_net": [],
            "server_type": try json(server.type), "location": server.location.json,
            "image": Image.find(server.imageID)?.json ?? .null, "iso": nil, "rescue_enabled": false,
            "locked": .bool(try isLocked(server: server.id)), "backup_window": nil,
            "outgoing_traffic": 0, "ingoing_traffic": 0,
            "included_traffic": .integer(ServerType.includedTrafficBytes),
            "protection": [
                "delete": .bool(server.isDeleteProtected), "rebuild": .bool(server.isRebuildProtected),
            ],
            "labels": server.labels.json, "volumes": [], "load_balancers": [],
            "primary_disk_size": .integer(server.type.diskGB), "placement_group": nil,
        ]
    }
}
