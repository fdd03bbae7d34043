import HTTP
import SQLite

/// POST, GET, PUT and DELETE /primary_ips, and their actions.
enum PrimaryIPCalls {
    static func list(_ call: Call) throws -> Answer {
        var addresses = try call.world.primaryIPs()
        if let name = call.query["name"] { addresses.removeAll { $0.name != name } }
        if let ip = call.query["ip"] { addresses.removeAll { $0.ip != ip } }
        if let text = call.query["label_selector"] {
            let selector = try LabelSelector(text)
            addresses.removeAll { !selector.matches($0.labels) }
        }
        let listing = Listing<PrimaryIP>(
            name: "primary_ips",
            sortKeys: ["id": { .integer($0.id) }, "created": { .integer($0.createdAt.milliseconds) }],
            render: { $0.json })
        return try listing.answer(addresses, to: call)
    }

    static func get(_ call: Call) throws -> Answer {
        .ok(["primary_ip": try primaryIP(call).json])
    }

    static func create(_ call: Call) throws -> Answer {
        let names: Set = [
            "name", "type", "location", "labels", "auto_delete", "assignee_type", "assignee_id",
        ]
        var input = try call.input(allowing: names)
        input.require("name", "type")
        let name = input.string("name")
        let type = input.string("type").flatMap(PrimaryIP.Kind.init)
        if input.value("type") != nil, type == nil { input.fault("type", "Not a valid choice.") }
        let reference = input.reference("location")
        let labels = input.labels() ?? .none
        let autoDelete = input.bool("auto_delete") ?? false
        _ = input.string("assignee_type")
        let serverID = input.integer("assignee_id")
        if (reference == nil) == (serverID == nil) {
            input.fault("location", "Exactly one of location and assignee_id is required.")
        }
        try input.finish()
        guard let name, let type else { preconditionFailure("BUG: required fields are missing") }
        let world = call.world
        let location = try location(reference, serverID, type, in: world)
        if try world.primaryIP(named: name) != nil { throw APIError.nameTaken(.primaryIP) }
        let id = try world.makePrimaryIP(
            type, name: name, labels: labels, in: location, autoDelete: autoDelete, serverID: serverID)
        let action = try serverID.map {
            try world.makeAction(.assignPrimaryIP, on: resources(id, $0))
        }
        let made = try world.primaryIP(id)
        return .created([
            "primary_ip": made?.json ?? .null, "action": action?.json(at: world.now) ?? .null,
        ])
    }

    static func update(_ call: Call) throws -> Answer {
        let ip = try primaryIP(call)
        var input = try call.input(allowing: ["name", "labels", "auto_delete"])
        let name = input.string("name") ?? ip.name
        let labels = input.labels() ?? ip.labels
        let autoDelete = input.bool("auto_delete") ?? ip.isAutoDeleted
        try input.finish()
        if let holder = try call.world.primaryIP(named: name), holder.id != ip.id {
            throw APIError.nameTaken(.primaryIP)
        }
        try call.world.database.execute(
            """
            UPDATE primary_ips SET name = \(name), labels = \(labels.stored), auto_delete = \(autoDelete)
            WHERE id = \(ip.id)
            """)
        return .ok(["primary_ip": try primaryIP(call).json])
    }

    /// Since May 2026 an assigned address can't be deleted.
    static func delete(_ call: Call) throws -> Answer {
        let ip = try primaryIP(call)
        if ip.isDeleteProtected { throw APIError.protected("primary IP") }
        guard ip.serverID == nil else {
            throw APIError(
                status: .unprocessableContent, code: "must_be_unassigned",
                message: "primary IP must be unassigned before it is deleted")
        }
        try call.world.database.execute(
            "UPDATE primary_ips SET deleted_at = \(call.world.now) WHERE id = \(ip.id)")
        return .noContent
    }

    static func resources(_ id: Int64, _ serverID: Int64) -> [Action.Resource] {
        [.init(kind: .server, id: serverID), .init(kind: .primaryIP, id: id)]
    }

    static func primaryIP(_ call: Call) throws -> PrimaryIP {
        guard let ip = try call.world.primaryIP(call.id) else {
            throw APIError.notFound("primary IP", id: call.id)
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
