import SQLite

extension ServerEndpoints {
    static func powerOn(_ request: APIRequest) throws -> JSONResponse {
        try power(.startServer, request)
    }

    static func powerOff(_ request: APIRequest) throws -> JSONResponse {
        try power(.stopServer, request)
    }

    static func shutDown(_ request: APIRequest) throws -> JSONResponse {
        try power(.shutdownServer, request, needsPower: true)
    }

    static func reboot(_ request: APIRequest) throws -> JSONResponse {
        try power(.rebootServer, request, needsPower: true)
    }

    static func reset(_ request: APIRequest) throws -> JSONResponse {
        try power(.resetServer, request, needsPower: true)
    }

    static func rebuild(_ request: APIRequest) throws -> JSONResponse {
        let server = try request.unlockedServer()
        var input = try request.input(allowing: ["image", "user_data"])
        input.require("image")
        let reference = input.reference("image")
        let userData = input.has("user_data") ? ServerOrder.userData(&input) : server.userData
        try input.finish()
        if server.isRebuildProtected { throw APIError.protected("server") }
        guard let reference else { preconditionFailure("BUG: a required field is missing") }
        let image = try ServerOrder.image(reference, for: server.type)
        let world = request.world
        try world.database.execute(
            "UPDATE servers SET image_id = \(image.id), user_data = \(userData) WHERE id = \(server.id)")
        let action = try world.createAction(
            .rebuildServer, on: [.init(kind: .server, id: server.id)], takes: world.settings.createTime)
        return .created([
            "action": action.json(at: world.now),
            "root_password": server.hasSSHKeys ? nil : .string(try rootPassword()),
        ])
    }

    static func changeProtection(_ request: APIRequest) throws -> JSONResponse {
        let server = try request.unlockedServer()
        var input = try request.input(allowing: ["delete", "rebuild"])
        let delete = input.bool("delete") ?? server.isDeleteProtected
        let rebuild = input.bool("rebuild") ?? server.isRebuildProtected
        // The vendor protects against both or against neither.
        if delete != rebuild { input.addError("rebuild", "Must be the same as delete.") }
        try input.finish()
        try request.world.database.execute(
            """
            UPDATE servers SET protect_delete = \(delete), protect_rebuild = \(rebuild)
            WHERE id = \(server.id)
            """)
        return request.accepted(
            try request.world.createAction(.changeProtection, on: [.init(kind: .server, id: server.id)]))
    }

    /// Starts an action. Powering on a running server, or off one that is off, does nothing and succeeds; reboot, reset
    /// and shutdown of a server that is off end in an error. What the real service does is not documented.
    private static func power(
        _ command: Action.Command, _ request: APIRequest, needsPower: Bool = false
    ) throws -> JSONResponse {
        let server = try request.unlockedServer()
        _ = try request.input(allowing: [])
        let isOn = try request.world.isPoweredOn(server: server.id)
        let failure = Action.Failure(code: "action_failed", message: "server is not running")
        let action = try request.world.createAction(
            command, on: [.init(kind: .server, id: server.id)],
            failure: needsPower && !isOn ? failure : nil)
        return request.accepted(action)
    }
}
