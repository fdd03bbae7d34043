import SQLite

extension ServerCalls {
    static func powerOn(_ call: Call) throws -> Answer {
        try power(.startServer, call)
    }

    static func powerOff(_ call: Call) throws -> Answer {
        try power(.stopServer, call)
    }

    static func shutDown(_ call: Call) throws -> Answer {
        try power(.shutdownServer, call, needsPower: true)
    }

    static func reboot(_ call: Call) throws -> Answer {
        try power(.rebootServer, call, needsPower: true)
    }

    static func reset(_ call: Call) throws -> Answer {
        try power(.resetServer, call, needsPower: true)
    }

    static func rebuild(_ call: Call) throws -> Answer {
        let server = try call.unlockedServer()
        var input = try call.input(allowing: ["image", "user_data"])
        input.require("image")
        let reference = input.reference("image")
        let userData = input.has("user_data") ? ServerOrder.userData(&input) : server.userData
        try input.finish()
        if server.isRebuildProtected { throw APIError.protected("server") }
        guard let reference else { preconditionFailure("BUG: a required field is missing") }
        let image = try ServerOrder.image(reference, for: server.type)
        let world = call.world
        try world.database.execute(
            "UPDATE servers SET image_id = \(image.id), user_data = \(userData) WHERE id = \(server.id)")
        let action = try world.makeAction(
            .rebuildServer, on: [.init(kind: .server, id: server.id)], takes: world.settings.createTime)
        return .created([
            "action": action.json(at: world.now),
            "root_password": server.hasSSHKeys ? nil : .string(rootPassword()),
        ])
    }

    static func changeProtection(_ call: Call) throws -> Answer {
        let server = try call.unlockedServer()
        var input = try call.input(allowing: ["delete", "rebuild"])
        let delete = input.bool("delete") ?? server.isDeleteProtected
        let rebuild = input.bool("rebuild") ?? server.isRebuildProtected
        // The vendor protects against both or against neither.
        if delete != rebuild { input.fault("rebuild", "Must be the same as delete.") }
        try input.finish()
        try call.world.database.execute(
            """
            UPDATE servers SET protect_delete = \(delete), protect_rebuild = \(rebuild)
            WHERE id = \(server.id)
            """)
        return call.accepted(
            try call.world.makeAction(.changeProtection, on: [.init(kind: .server, id: server.id)]))
    }

    /// What poweron answers on a running server, or reboot, reset and shutdown on one that is off, is not
    /// documented: the first two of on and off do nothing and succeed, the other three end in an error.
    private static func power(
        _ command: Action.Command, _ call: Call, needsPower: Bool = false
    ) throws -> Answer {
        let server = try call.unlockedServer()
        _ = try call.input(allowing: [])
        let isOn = try call.world.isPoweredOn(server: server.id)
        let failure = Action.Failure(code: "action_failed", message: "server is not running")
        let action = try call.world.makeAction(
            command, on: [.init(kind: .server, id: server.id)],
            failure: needsPower && !isOn ? failure : nil)
        return call.accepted(action)
    }
}
