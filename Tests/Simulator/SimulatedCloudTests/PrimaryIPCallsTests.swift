import HTTP
import SimulatedCloud
import Testing

struct PrimaryIPCallsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func make(_ more: (String, JSON)...) throws -> Reply {
        let usual: [(String, JSON)] = [("name", "ip"), ("type", "ipv4"), ("location", "nbg1")]
        let members = usual.filter { pair in !more.contains { $0.0 == pair.0 } } + more
        return try simulation.call(
            .post, "/primary_ips", .object(members.map { .init(name: $0.0, value: $0.1) }))
    }

    private func id(_ reply: Reply) throws -> Int64 {
        try #require(reply["primary_ip"]?["id"]?.integerValue)
    }

    @Test func `addresses that come with a server are named by their id and go with it`() throws {
        let server = try simulation.runningServer()
        let ips = try #require(try simulation.call(.get, "/primary_ips")["primary_ips"]?.arrayValue)
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

    @Test func `an address of one's own stays when its server goes`() throws {
        let made = try make()
        #expect(made.status == 201)
        #expect(made["action"] == .null)
        #expect(made["primary_ip"]?["assignee_type"] == "unassigned")
        #expect(made["primary_ip"]?["assignee_id"] == .null)
        #expect(made["primary_ip"]?["auto_delete"] == false)
        let ip = try id(made)
        let server = try simulation.runningServer("web-1", ("public_net", ["ipv4": .integer(ip)]))
        #expect(
            try simulation.server(server)["public_net"]?["ipv4"]?["ip"] == made["primary_ip"]?["ip"])
        #expect(try simulation.call(.delete, "/primary_ips/\(ip)").code == "must_be_unassigned")
        try simulation.call(.delete, "/servers/\(server)")
        simulation.clock.advance(.seconds(2))
        #expect(
            try simulation.call(.get, "/primary_ips/\(ip)")["primary_ip"]?["assignee_type"] == "unassigned")
        #expect(try simulation.call(.delete, "/primary_ips/\(ip)").status == 204)
    }

    @Test func `an address must be free, near and of the right family`() throws {
        let ip = try id(try make())
        let far = try id(try make(("name", "far"), ("location", "hel1")))
        func order(_ net: JSON) throws -> Reply {
            try simulation.call(.post, "/servers", Simulation.order("web-9", [("public_net", net)]))
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
        let ip = try id(try make(("type", "ipv4")))
        let server = try simulation.runningServer("web-1", ("public_net", ["enable_ipv4": false]))
        let assign: JSON = ["assignee_id": .integer(server), "assignee_type": "server"]
        #expect(
            try simulation.call(.post, "/primary_ips/\(ip)/actions/assign", assign).code
                == "server_not_stopped")
        try simulation.call(.post, "/servers/\(server)/actions/poweroff")
        simulation.clock.advance(.seconds(2))
        let reply = try simulation.call(.post, "/primary_ips/\(ip)/actions/assign", assign)
        #expect(reply["action"]?["command"] == "assign_primary_ip")
        #expect(try simulation.call(.post, "/primary_ips/\(ip)/actions/unassign").status == 423)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.server(server)["public_net"]?["ipv4"] != .null)
        let other = try id(try make(("name", "other")))
        #expect(
            try simulation.call(.post, "/primary_ips/\(other)/actions/assign", assign).code
                == "server_has_ipv4")
        let back = try simulation.call(.post, "/primary_ips/\(ip)/actions/unassign")
        #expect(back["action"]?["command"] == "unassign_primary_ip")
        let action = try #require(back["action"]?["id"]?.integerValue)
        #expect(try simulation.call(.get, "/primary_ips/actions/\(action)").status == 200)
        #expect(try simulation.call(.get, "/primary_ips/actions")["actions"]?.arrayValue?.count == 2)
    }

    @Test func `an address is updated and protected`() throws {
        let ip = try id(try make())
        _ = try make(("name", "taken"))
        #expect(try simulation.call(.put, "/primary_ips/\(ip)", ["name": "taken"]).status == 409)
        let body: JSON = ["name": "ip2", "auto_delete": true, "labels": ["a": "b"]]
        let updated = try simulation.call(.put, "/primary_ips/\(ip)", body)
        #expect(updated["primary_ip"]?["auto_delete"] == true)
        try simulation.call(.post, "/primary_ips/\(ip)/actions/change_protection", ["delete": true])
        #expect(try simulation.call(.delete, "/primary_ips/\(ip)").code == "protected")
        let address = try #require(updated["primary_ip"]?["ip"]?.stringValue)
        for query in ["ip=\(address)", "name=ip2", "label_selector=a", "sort=created:desc&name=ip2"] {
            #expect(try simulation.call(.get, "/primary_ips?\(query)")["primary_ips"]?.arrayValue?.count == 1)
        }
    }

    @Test func `a malformed order is refused by field`() throws {
        #expect(try make(("name", nil)).faultyFields == ["name"])
        #expect(try make(("type", "ipv5")).faultyFields == ["type"])
        #expect(try make(("location", nil)).faultyFields == ["location"])
        #expect(try make(("location", "mars")).message == "location 'mars' not found")
        _ = try make()
        #expect(try make().status == 409)
    }
}
