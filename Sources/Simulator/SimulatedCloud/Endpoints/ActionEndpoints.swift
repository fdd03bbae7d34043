import HTTP
import Time

/// GET /actions and the actions of resources.
enum ActionEndpoints {
    /// GET /actions?id=…: a request without ids is refused since January 2025; unknown ids are left out.
    static func listByIDs(_ request: APIRequest) throws -> JSONResponse {
        let texts = request.query.all("id")
        guard !texts.isEmpty else { throw APIError.gone("2025-01-30-listing-arbitrary-actions") }
        let ids = texts.compactMap { Int64($0) }
        guard ids.count == texts.count else {
            throw APIError.invalidInput(fields: [.init(name: "id", message: "Not a valid integer.")])
        }
        return try response(try request.world.actions(ids: ids), request)
    }

    static func get(_ request: APIRequest) throws -> JSONResponse {
        guard let action = try request.world.action(request.id), try !request.world.isMissing(action) else {
            throw APIError.notFound("action", id: request.id)
        }
        return .ok(["action": action.json(at: request.world.now)])
    }

    static func listOfServers(_ request: APIRequest) throws -> JSONResponse {
        try list(.server, nil, request)
    }

    static func listOfServer(_ request: APIRequest) throws -> JSONResponse {
        try list(.server, try request.server().id, request)
    }

    static func getOfServer(_ request: APIRequest) throws -> JSONResponse {
        try get(request, among: .server)
    }

    static func listOfFirewalls(_ request: APIRequest) throws -> JSONResponse {
        try list(.firewall, nil, request)
    }

    static func listOfFirewall(_ request: APIRequest) throws -> JSONResponse {
        guard try request.world.firewall(request.id) != nil else {
            throw APIError.notFound("firewall", id: request.id)
        }
        return try list(.firewall, request.id, request)
    }

    static func getOfFirewall(_ request: APIRequest) throws -> JSONResponse {
        try get(request, among: .firewall)
    }

    static func listOfPrimaryIPs(_ request: APIRequest) throws -> JSONResponse {
        try list(.primaryIP, nil, request)
    }

    static func getOfPrimaryIP(_ request: APIRequest) throws -> JSONResponse {
        try get(request, among: .primaryIP)
    }

    private static func list(_ kind: ResourceKind, _ id: Int64?, _ request: APIRequest) throws -> JSONResponse
    {
        var actions = try request.world.actions(on: kind, id: id)
        if id == nil, !request.query.all("id").isEmpty {
            let ids = Set(request.query.all("id").compactMap { Int64($0) })
            actions.removeAll { !ids.contains($0.id) }
        }
        return try response(actions, request)
    }

    private static func response(_ actions: [Action], _ request: APIRequest) throws -> JSONResponse {
        let statuses = try request.choices("status", of: Action.Status.self)
        let shown = try actions.filter { action in
            try (statuses.isEmpty || statuses.contains(action.status)) && !request.world.isMissing(action)
        }
        let listing = Listing<Action>(
            name: "actions",
            sortKeys: [
                "id": { .integer($0.id) }, "command": { .text($0.command.rawValue) },
                "status": { .text($0.status.rawValue) },
                "started": { .integer($0.createdAt.milliseconds) },
                "finished": { .integer($0.finishedAt?.milliseconds ?? .max) },
            ],
            render: { $0.json(at: request.world.now) })
        return try listing.response(shown, to: request)
    }

    /// An action by the last number in the path; where there are two, it must be on the resource that the first
    /// one names.
    private static func get(_ request: APIRequest, among kind: ResourceKind) throws -> JSONResponse {
        let id = request.ids[request.ids.count - 1]
        let owner = request.ids.count > 1 ? request.ids[0] : nil
        let actions = try request.world.actions(on: kind, id: owner)
        guard let action = actions.first(where: { $0.id == id }), try !request.world.isMissing(action) else {
            throw APIError.notFound("action", id: id)
        }
        return .ok(["action": action.json(at: request.world.now)])
    }
}
