import HTTP
import SQLite

/// Reading, changing and deleting servers.
enum ServerCalls {
    static func list(_ call: Call) throws -> Answer {
        var servers = try call.world.servers()
        if let name = call.query["name"] { servers.removeAll { $0.name != name } }
        if let text = call.query["label_selector"] {
            let selector = try LabelSelector(text)
            servers.removeAll { !selector.matches($0.labels) }
        }
        let statuses = try call.choices("status", of: Server.Status.self)
        if !statuses.isEmpty { servers.removeAll { !statuses.contains($0.status) } }
        let listing = Listing<Server>(
            name: "servers",
            sortKeys: [
                "id": { .integer($0.id) }, "name": { .text($0.name) },
                "created": { .integer($0.createdAt.milliseconds) },
            ],
            render: call.world.json)
        return try listing.answer(servers, to: call)
    }

    static func get(_ call: Call) throws -> Answer {
        .ok(["server": try call.world.json(try call.server())])
    }

    static func update(_ call: Call) throws -> Answer {
        let server = try call.unlockedServer()
        var input = try call.input(allowing: ["name", "labels"])
        let name = input.string("name")
        let labels = input.labels()
        if let name, !isHostname(name) { input.fault("name", hostnameMessage) }
        try input.finish()
        let world = call.world
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
        return .ok(["server": try world.json(try call.server())])
    }

    static func delete(_ call: Call) throws -> Answer {
        let server = try call.unlockedServer()
        if server.isDeleteProtected { throw APIError.protected("server") }
        let world = call.world
        let action = try world.makeAction(.deleteServer, on: [.init(kind: .server, id: server.id)])
        try world.abandonActions(onServer: server.id, but: action.id)
        return .ok(["action": action.json(at: world.now)])
    }

    static let hostnameMessage = "Name must be a valid hostname."
}

extension Call {
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

    /// The values of a query parameter that may be repeated. Throws `invalid_input` for an unknown one.
    func choices<Choice: RawRepresentable<String>>(
        _ name: String, of type: Choice.Type
    ) throws(APIError) -> [Choice] {
        var choices: [Choice] = []
        for text in query.all(name) {
            guard let choice = Choice(rawValue: text) else {
                throw .invalidInput(fields: [.init(name: name, message: "Not a valid choice.")])
            }
            choices.append(choice)
        }
        return choices
    }

    /// Answers with one action, as power calls do.
    func accepted(_ action: Action) -> Answer {
        .created(["action": action.json(at: world.now)])
    }
}
