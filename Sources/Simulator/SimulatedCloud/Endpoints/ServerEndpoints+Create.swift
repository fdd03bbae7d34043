import Crypto
import HTTP
import SQLite

extension ServerEndpoints {
    /// POST /servers: checks everything before it creates anything.
    static func create(_ request: APIRequest) throws -> JSONResponse {
        let world = request.world
        let order = try ServerOrder(request)
        if let refusal = try refusal(of: order, in: world) { return JSONResponse(refusal) }
        let server = try insert(order, in: world)
        let create = try world.createAction(
            .createServer, on: [.init(kind: .server, id: server.id)], takes: world.settings.createTime)
        let next = try followUps(of: create, order, server, in: world)
        return .created([
            "server": try world.json(server), "action": create.json(at: world.now),
            "next_actions": .array(next.map { $0.json(at: world.now) }),
            "root_password": order.sshKeys.isEmpty ? .string(try rootPassword()) : nil,
        ])
    }

    /// The reason why a well-formed order is not carried out.
    private static func refusal(of order: ServerOrder, in world: World) throws -> APIError? {
        if try world.server(named: order.name) != nil { return .nameTaken(.server) }
        if let refusal = try world.refusal(at: .name(of: .server)) {
            if refusal.holder == .somebody { try createForeign(order, in: world) }
            return refusal.error
        }
        let servers = Int64(try world.servers().count)
        let addresses = Int64(try world.primaryIPs().count)
        let newAddresses = Int64([order.ipv4, order.ipv6].count { $0 == .new })
        for check: CreationCheck in [
            .serverLimit(existing: servers), .addressLimit(existing: addresses, new: newAddresses),
            .stock(of: order.type, in: order.location),
        ] {
            if let refusal = try world.refusal(at: check) { return refusal.error }
        }
        return nil
    }

    private static func insert(_ order: ServerOrder, in world: World) throws -> Server {
        let id = try world.allocateID(.server)
        try world.database.execute(
            """
            INSERT INTO servers (id, name, labels, created_at, status, server_type, location, image_id,
                user_data, has_ssh_keys, machine_faults)
            VALUES (\(id), \(order.name), \(order.labels.stored), \(world.now), 'initializing',
                \(order.type.name), \(order.location.name), \(order.image.id), \(order.userData),
                \(!order.sshKeys.isEmpty), \(try world.machineFaults()))
            """)
        for (kind, choice) in [(PrimaryIP.Kind.ipv4, order.ipv4), (.ipv6, order.ipv6)] {
            switch choice {
            case .none: break
            case .new: try world.createPrimaryIP(kind, in: order.location, autoDelete: true, serverID: id)
            case .existing(let ip):
                try world.database.execute("UPDATE primary_ips SET server_id = \(id) WHERE id = \(ip)")
            }
        }
        guard let server = try world.server(id) else { preconditionFailure("BUG: a server got lost") }
        return server
    }

    private static func followUps(
        of create: Action, _ order: ServerOrder, _ server: Server, in world: World
    ) throws -> [Action] {
        var actions: [Action] = []
        if order.startsAfterCreate {
            actions.append(
                try world.createAction(
                    .startServer, on: [.init(kind: .server, id: server.id)], after: create))
        }
        for firewall in order.firewallIDs {
            if let action = try world.apply(firewall: firewall, toServer: server.id, after: create) {
                actions.append(action)
            }
        }
        try world.schedule(.matchSelectors, of: server.id, after: world.settings.createTime)
        return actions
    }

    /// Creates a running server of somebody else in the same project.
    private static func createForeign(_ order: ServerOrder, in world: World) throws {
        var foreign = order
        foreign.labels = Labels.ofSomebody
        let server = try insert(foreign, in: world)
        try world.setStatus(.running, of: server.id)
    }

    static func rootPassword() throws -> String {
        Hex.encode(try RandomBytes.system.make(count: 10))
    }
}

extension Labels {
    /// The labels of resources that a fault creates for somebody else.
    static let ofSomebody = Labels(stored: "owner=somebody-else")
}
