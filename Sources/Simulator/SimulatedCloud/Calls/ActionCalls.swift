import HTTP

/// GET /actions and the lists of actions that hang on a resource.
enum ActionCalls {
    /// GET /actions?id=…: without ids it is gone since January 2025; unknown ids are missing from the result.
    static func listByIDs(_ call: Call) throws -> Answer {
        let texts = call.query.all("id")
        guard !texts.isEmpty else { throw APIError.gone("2025-01-30-listing-arbitrary-actions") }
        let ids = texts.compactMap { Int64($0) }
        guard ids.count == texts.count else {
            throw APIError.invalidInput(fields: [.init(name: "id", message: "Not a valid integer.")])
        }
        return try answer(try call.world.actions(ids: ids), call)
    }

    static func get(_ call: Call) throws -> Answer {
        guard let action = try call.world.action(call.id), try !call.world.isMissing(action) else {
            throw APIError.notFound("action", id: call.id)
        }
        return .ok(["action": action.json(at: call.world.now)])
    }

    static func listOfServers(_ call: Call) throws -> Answer {
        try list(.server, nil, call)
    }

    static func listOfServer(_ call: Call) throws -> Answer {
        try list(.server, try call.server().id, call)
    }

    static func getOfServer(_ call: Call) throws -> Answer {
        try get(call, among: .server)
    }

    static func listOfFirewalls(_ call: Call) throws -> Answer {
        try list(.firewall, nil, call)
    }

    static func listOfFirewall(_ call: Call) throws -> Answer {
        guard try call.world.firewall(call.id) != nil else {
            throw APIError.notFound("firewall", id: call.id)
        }
        return try list(.firewall, call.id, call)
    }

    static func getOfFirewall(_ call: Call) throws -> Answer {
        try get(call, among: .firewall)
    }

    static func listOfPrimaryIPs(_ call: Call) throws -> Answer {
        try list(.primaryIP, nil, call)
    }

    static func getOfPrimaryIP(_ call: Call) throws -> Answer {
        try get(call, among: .primaryIP)
    }

    private static func list(_ kind: ResourceKind, _ id: Int64?, _ call: Call) throws -> Answer {
        var actions = try call.world.actions(on: kind, id: id)
        if id == nil, !call.query.all("id").isEmpty {
            let ids = Set(call.query.all("id").compactMap { Int64($0) })
            actions.removeAll { !ids.contains($0.id) }
        }
        return try answer(actions, call)
    }

    private static func answer(_ actions: [Action], _ call: Call) throws -> Answer {
        let statuses = try call.choices("status", of: Action.Status.self)
        let shown = try actions.filter { action in
            try (statuses.isEmpty || statuses.contains(action.status)) && !call.world.isMissing(action)
        }
        let listing = Listing<Action>(
            name: "actions",
            sortKeys: [
                "id": { .integer($0.id) }, "command": { .text($0.command.rawValue) },
                "status": { .text($0.status.rawValue) },
                "started": { .integer($0.createdAt.milliseconds) },
                "finished": { .integer($0.finishedAt?.milliseconds ?? .max) },
            ],
            render: { $0.json(at: call.world.now) })
        return try listing.answer(shown, to: call)
    }

    /// An action by the last number in the path; where there are two, it must be on the resource that the first
    /// one names.
    private static func get(_ call: Call, among kind: ResourceKind) throws -> Answer {
        let id = call.ids[call.ids.count - 1]
        let owner = call.ids.count > 1 ? call.ids[0] : nil
        let actions = try call.world.actions(on: kind, id: owner)
        guard let action = actions.first(where: { $0.id == id }), try !call.world.isMissing(action) else {
            throw APIError.notFound("action", id: id)
        }
        return .ok(["action": action.json(at: call.world.now)])
    }
}
