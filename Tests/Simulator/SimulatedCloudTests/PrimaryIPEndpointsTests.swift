import HTTP
import SimulatedCloud
import Testing

struct PrimaryIPEndpointsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func create(_ more: (String, JSON)...) throws -> Reply {
        let usual: [(String, JSON)] = [("name", "ip"), ("type", "ipv4"), ("location", "nbg1")]
        let members = usual.filter { pair in !more.contains { $0.0 == pair.0 } } + more
        return try simulation.request(
            .post, "/primary_ips", .object(members.map { .init(name: $0.0, value: $0.1) }))
    }

    private func id(_ reply: Reply) throws -> Int64 {
        try #require(reply["primary_ip"]?["id"]?.integerValue)
    }

    @Test func `addresses created with a server are named by their id and deleted with it`() throws {
        let server = try simulation.runningServer()
        let ips = try #require(try simulation.request(.get, "/primary_ips")["primary_ips"]?.arrayValue)
        #expect(ips.count == 2)
        for ip in ips {
            let id = try #require(ip["id"]?.integerValue)
            #expect(ip["name"] == .string("primary_ip-\(id)"))
            #expect(ip["auto_delete"] == true)
            #expect(ip["assignee_id"] == .integer(server))
            #expect(ip["assignee_type"] == "server")
            #expect(ip["location"]?["name"] == "nbg1")
            #expect(ip["datacenter"] == nil)
        }
    }

    @Test func `an address created on its own stays when its server is deleted`() throws {
        let created = try create()
        #expect(created.status == 201)
        #expect(created["action"] == .null)
        #expect(created["primary_ip"]?["assignee_type"] == "unassigned")
        #expect(created["primary_ip"]?["assignee_id"] == .null)
        #expect(created["primary_ip"]?["auto_delete"] == false)
        let ip = try id(created)
        let server = try simulation.runningServer("web-1", ("public_net", ["ipv4": .integer(ip)]))
        #expect(
            try simulation.server(server)["public_net"]?["ipv4"]?["ip"] == created["primary_ip"]?["ip"])
        #expect(try simulation.request(.delete, "/primary_ips/\(ip)").code == "must_be_unassigned")
        try simulation.request(.delete, "/servers/\(server)")
        simulation.clock.advance(.seconds(2))
        #expect(
            try simulation.request(.get, "/primary_ips/\(ip)")["primary_ip"]?["assignee_type"] == "unassigned"
        )
        #expect(try simulation.request(.delete, "/primary_ips/\(ip)").status == 204)
    }

    @Test func `an address must be unassigned, in the same location and of the right family`() throws {
        let ip = try id(try create())
        let far = try id(try create(("name", "far"), ("location", "hel1")))
        func order(_ net: JSON) throws -> Reply {
            try simulation.request(.post, "/servers", Simulation.order("web-9", [("public_net", net)]))
        }
        #expect(try order(["ipv4": .integer(far)]).code == "primary_ip_datacenter_mismatch")
        let version = try order(["ipv6": .integer(ip)])
        #expect(version.status == 412)
        #expect(version.code == "primary_ip_version_mismatch")
        #expect(try order(["ipv4": 42]).status == 404)
        _ = try simulation.runningServer("web-1", ("public_net", ["ipv4": .integer(ip)]))
        #expect(try order(["ipv4": .integer(ip)]).code == "primary_ip_assigned")
    }

    @Test func `assigning and unassigning need a server that is off`() throws {
        let ip = try id(try create(("type", "ipv4")))
        let server = try simulation.runningServer("web-1", ("public_net", ["enable_ipv4": false]))
        let assign: JSON = ["assignee_id": .integer(server), "assignee_type": "server"]
        #expect(
            try simulation.request(.post, "/primary_ips/\(ip)/actions/assign", assign).code
                == "server_not_stopped")
        try simulation.request(.post, "/servers/\(server)/actions/poweroff")
        simulation.clock.advance(.seconds(2))
        let reply = try simulation.request(.post, "/primary_ips/\(ip)/actions/assign", assign)
        #expect(reply["action"]?["command"] == "assign_primary_ip")
        #expect(try simulation.request(.post, "/primary_ips/\(ip)/actions/unassign").status == 423)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.server(server)["public_net"]?["ipv4"] != .null)
        let other = try id(try create(("name", "other")))
        #expect(
            try simulation.request(.post, "/primary_ips/\(other)/actions/assign", assign).code
                == "server_has_ipv4")
        let back = try simulation.request(.post, "/primary_ips/\(ip)/actions/unassign")
        #expect(back["action"]?["command"] == "unassign_primary_ip")
        let action = try #require(back["action"]?["id"]?.integerValue)
        #expect(try simulation.request(.get, "/primary_ips/actions/\(action)").status == 200)
        #expect(try simulation.request(.get, "/primary_ips/actions")["actions"]?.arrayValue?.count == 2)
    }

    @Test func `an address is updated and protected`() throws {
        let ip = try id(try create())
        _ = try create(("name", "taken"))
        #expect(try simulation.request(.put, "/primary_ips/\(ip)", ["name": "taken"]).status == 409)
        let body: JSON = ["name": "ip2", "auto_delete": true, "labels": ["a": "b"]]
        let updated = try simulation.request(.put, "/primary_ips/\(ip)", body)
        #expect(updated["primary_ip"]?["auto_delete"] == true)
        try simulation.request(.post, "/primary_ips/\(ip)/actions/change_protection", ["delete": true])
        #expect(try simulation.request(.delete, "/primary_ips/\(ip)").code == "protected")
        let address = try #require(updated["primary_ip"]?["ip"]?.stringValue)
        for query in ["ip=\(address)", "name=ip2", "label_selector=a", "sort=created:desc&name=ip2"] {
            #expect(
                try simulation.request(.get, "/primary_ips?\(query)")["primary_ips"]?.arrayValue?.count == 1)
        }
    }

    @Test func `a malformed request is refused with the name of its field`() throws {
        #expect(try create(("name", nil)).wrongFields == ["name"])
        #expect(try create(("type", "ipv5")).wrongFields == ["type"])
        #expect(try create(("location", nil)).wrongFields == ["location"])
        #expect(try create(("location", "mars")).message == "location 'mars' not found")
        _ = try create()
        #expect(try create().status == 409)
    }
}
