import HTTP
import SQLite
import Time

/// Reading, changing and deleting servers.
enum ServerEndpoints {
    static func list(_ request: APIRequest) throws -> JSONResponse {
        var servers = try request.world.servers()
        if let name = request.query["name"] { servers.removeAll { $0.name != name } }
        if let text = request.query["label_selector"] {
            let selector = try LabelSelector(text)
            servers.removeAll { !selector.matches($0.labels) }
        }
        let statuses = try request.choices("status", of: Server.Status.self)
        if !statuses.isEmpty { servers.removeAll { !statuses.contains($0.status) } }
        let listing = Listing<Server>(
            name: "servers",
            sortKeys: [
                "id": { .integer($0.id) }, "name": { .text($0.name) },
                "created": { .integer($0.createdAt.milliseconds) },
            ],
            createdAt: \.createdAt, render: request.world.json)
        return try listing.response(servers, to: request)
    }

    static func get(_ request: APIRequest) throws -> JSONResponse {
        .ok(["server": try request.world.json(try request.server())])
    }

    static func update(_ request: APIRequest) throws -> JSONResponse {
        let server = try request.unlockedServer()
        var input = try request.input(allowing: ["name", "labels"])
        let name = input.string("name")
        let labels = input.labels()
        if let name, !isHostname(name) { input.addError("name", hostnameMessage) }
        try input.finish()
        let world = request.world
        if let name, let holder = try world.server(named: name), holder.id != server.id {
            throw APIError.nameTaken(.server)
        }
        try world.database.execute(
            """
            UPDATE servers SET name = \(name ?? server.name), labels = \((labels ?? server.labels).stored)
            WHERE id = \(server.id)
            """)
        // Firewalls follow labels by themselves, some seconds later.
        if labels != nil {
            try world.schedule(.matchSelectors, of: server.id, after: world.settings.actionTime)
        }
        return .ok(["server": try world.json(try request.server())])
    }

    static func delete(_ request: APIRequest) throws -> JSONResponse {
        let server = try request.unlockedServer()
        if server.isDeleteProtected { throw APIError.protected("server") }
        let world = request.world
        let action = try world.createAction(.deleteServer, on: [.init(kind: .server, id: server.id)])
        try world.failActions(onServer: server.id, but: action.id)
        return .ok(["action": action.json(at: world.now)])
    }

    static let hostnameMessage = "Name must be a valid hostname."
}

extension APIRequest {
    /// The server that the path names. Throws `not_found`.
    func server() throws -> Server {
        guard let server = try world.server(id) else { throw APIError.notFound("server", id: id) }
        return server
    }

    /// The server that the path names, unless an action holds it. Throws `not_found` and `locked`.
    func unlockedServer() throws -> Server {
        let server = try server()
        if try world.isLocked(server: server.id) { throw APIError.isLocked }
        return server
    }
}
