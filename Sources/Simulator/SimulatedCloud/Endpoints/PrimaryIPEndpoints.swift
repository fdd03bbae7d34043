import HTTP
import SQLite
import Time

/// POST, GET, PUT and DELETE /primary_ips, and their actions.
enum PrimaryIPEndpoints {
    static func list(_ request: APIRequest) throws -> JSONResponse {
        var addresses = try request.world.primaryIPs()
        if let name = request.query["name"] { addresses.removeAll { $0.name != name } }
        if let ip = request.query["ip"] { addresses.removeAll { $0.ip != ip } }
        if let text = request.query["label_selector"] {
            let selector = try LabelSelector(text)
            addresses.removeAll { !selector.matches($0.labels) }
        }
        let listing = Listing<PrimaryIP>(
            name: "primary_ips",
            sortKeys: ["id": { .integer($0.id) }, "created": { .integer($0.createdAt.milliseconds) }],
            createdAt: \.createdAt, render: { $0.json })
        return try listing.response(addresses, to: request)
    }

    static func get(_ request: APIRequest) throws -> JSONResponse {
        .ok(["primary_ip": try primaryIP(request).json])
    }

    static func create(_ request: APIRequest) throws -> JSONResponse {
        let names: Set = [
            "name", "type", "location", "labels", "auto_delete", "assignee_type", "assignee_id",
        ]
        var input = try request.input(allowing: names)
        input.require("name", "type")
        let name = input.string("name")
        let type = input.string("type").flatMap(PrimaryIP.Kind.init)
        if input.value("type") != nil, type == nil { input.addError("type", "Not a valid choice.") }
        let reference = input.reference("location")
        let labels = input.labels() ?? .none
        let autoDelete = input.bool("auto_delete") ?? false
        _ = input.string("assignee_type")
        let serverID = input.integer("assignee_id")
        if (reference == nil) == (serverID == nil) {
            input.addError("location", "Exactly one of location and assignee_id is required.")
        }
        try input.finish()
        guard let name, let type else { preconditionFailure("BUG: required fields are missing") }
        let world = request.world
        let location = try location(reference, serverID, type, in: world)
        if try world.primaryIP(named: name) != nil { throw APIError.nameTaken(.primaryIP) }
        let id = try world.createPrimaryIP(
            type, name: name, labels: labels, in: location, autoDelete: autoDelete, serverID: serverID)
        let action = try serverID.map {
            try world.createAction(.assignPrimaryIP, on: resources(id, $0))
        }
        let created = try world.primaryIP(id)
        return .created([
            "primary_ip": created?.json ?? .null, "action": action?.json(at: world.now) ?? .null,
        ])
    }

    static func update(_ request: APIRequest) throws -> JSONResponse {
        let ip = try primaryIP(request)
        var input = try request.input(allowing: ["name", "labels", "auto_delete"])
        let name = input.string("name") ?? ip.name
        let labels = input.labels() ?? ip.labels
        let autoDelete = input.bool("auto_delete") ?? ip.isAutoDeleted
        try input.finish()
        if let holder = try request.world.primaryIP(named: name), holder.id != ip.id {
            throw APIError.nameTaken(.primaryIP)
        }
        try request.world.database.execute(
            """
            UPDATE primary_ips SET name = \(name), labels = \(labels.stored), auto_delete = \(autoDelete)
            WHERE id = \(ip.id)
            """)
        return .ok(["primary_ip": try primaryIP(request).json])
    }

    /// Since May 2026 an assigned address can't be deleted.
    static func delete(_ request: APIRequest) throws -> JSONResponse {
        let ip = try primaryIP(request)
        if ip.isDeleteProtected { throw APIError.protected("primary IP") }
        guard ip.serverID == nil else {
            throw APIError(
                status: .unprocessableContent, code: "must_be_unassigned",
                message: "primary IP must be unassigned before it is deleted")
        }
        try request.world.database.execute(
            "UPDATE primary_ips SET deleted_at = \(request.world.now) WHERE id = \(ip.id)")
        return .noContent
    }

    static func resources(_ id: Int64, _ serverID: Int64) -> [Action.Resource] {
        [.init(kind: .server, id: serverID), .init(kind: .primaryIP, id: id)]
    }

    static func primaryIP(_ request: APIRequest) throws -> PrimaryIP {
        guard let ip = try request.world.primaryIP(request.id) else {
            throw APIError.notFound("primary IP", id: request.id)
        }
        return ip
    }

    private static func location(
        _ reference: Reference?, _ serverID: Int64?, _ type: PrimaryIP.Kind, in world: World
    ) throws -> Location {
        if let serverID { return try assignable(serverID, type, in: world).location }
        guard let reference, let location = Location.find(reference) else {
            throw APIError.invalidInput("location '\(reference?.description ?? "")' not found")
        }
        return location
    }
}
