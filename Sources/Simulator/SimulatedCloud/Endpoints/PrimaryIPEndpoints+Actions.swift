import HTTP
import SQLite

extension PrimaryIPEndpoints {
    static func assign(_ request: APIRequest) throws -> JSONResponse {
        let ip = try primaryIP(request)
        var input = try request.input(allowing: ["assignee_id", "assignee_type"])
        input.require("assignee_id")
        let serverID = input.integer("assignee_id")
        _ = input.string("assignee_type")
        try input.finish()
        guard let serverID else { preconditionFailure("BUG: a required field is missing") }
        guard ip.serverID == nil else {
            throw APIError(
                status: .unprocessableContent, code: "primary_ip_assigned",
                message: "primary IP \(ip.id) is already assigned")
        }
        let world = request.world
        let server = try assignable(serverID, ip.type, in: world)
        guard server.location.id == ip.location.id else {
            throw APIError(
                status: .unprocessableContent, code: "primary_ip_datacenter_mismatch",
                message: "primary IP \(ip.id) is in another location")
        }
        try world.database.execute("UPDATE primary_ips SET server_id = \(serverID) WHERE id = \(ip.id)")
        return request.accepted(try world.createAction(.assignPrimaryIP, on: resources(ip.id, serverID)))
    }

    static func unassign(_ request: APIRequest) throws -> JSONResponse {
        let ip = try primaryIP(request)
        _ = try request.input(allowing: [])
        guard let serverID = ip.serverID else {
            throw APIError.invalidInput("primary IP \(ip.id) is not assigned")
        }
        _ = try idle(serverID, in: request.world)
        try request.world.database.execute("UPDATE primary_ips SET server_id = NULL WHERE id = \(ip.id)")
        return request.accepted(
            try request.world.createAction(.unassignPrimaryIP, on: resources(ip.id, serverID)))
    }

    static func changeProtection(_ request: APIRequest) throws -> JSONResponse {
        let ip = try primaryIP(request)
        var input = try request.input(allowing: ["delete"])
        let delete = input.bool("delete") ?? ip.isDeleteProtected
        try input.finish()
        try request.world.database.execute(
            "UPDATE primary_ips SET protect_delete = \(delete) WHERE id = \(ip.id)")
        return request.accepted(
            try request.world.createAction(.changeProtection, on: [.init(kind: .primaryIP, id: ip.id)]))
    }

    /// A server that is off and has no address of that family yet.
    static func assignable(_ id: Int64, _ type: PrimaryIP.Kind, in world: World) throws -> Server {
        let server = try idle(id, in: world)
        if try world.primaryIPs(of: id).contains(where: { $0.type == type }) {
            throw APIError(
                status: .unprocessableContent, code: "server_has_\(type.rawValue)",
                message: "server already has an address of that type")
        }
        return server
    }

    private static func idle(_ id: Int64, in world: World) throws -> Server {
        guard let server = try world.server(id) else { throw APIError.notFound("server", id: id) }
        if try world.isLocked(server: id) { throw APIError.isLocked }
        guard server.status == .off else {
            throw APIError(
                status: .unprocessableContent, code: "server_not_stopped", message: "server must be stopped")
        }
        return server
    }
}
