import HTTP
import SimulatedCloud
import Testing

/// Faults that take effect after the response.
struct ActionFaultTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    @Test func `a failed creation leaves a server that costs money and can be deleted`() throws {
        try simulation.switchOn("action-fails:command=create_server")
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let id = try #require(reply["server"]?["id"]?.integerValue)
        #expect(reply["action"]?["status"] == "running")
        simulation.clock.advance(.seconds(10))
        let action = try simulation.action(try #require(reply["action"]?["id"]?.integerValue))
        #expect(action["status"] == "error")
        #expect(action["error"] == ["code": "action_failed", "message": "Action failed"])
        #expect(action["progress"] == 100)
        let next = try simulation.action(
            try #require(reply["next_actions"]?.arrayValue?.first?["id"]?.integerValue))
        #expect(next["status"] == "error")
        #expect(try simulation.server(id)["status"] == "initializing")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 200)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.request(.get, "/servers/\(id)").status == 404)
    }

    @Test func `a server that fails to start is off`() throws {
        try simulation.switchOn("action-fails:command=start_server,times=1")
        let id = try simulation.orderServer()
        simulation.clock.advance(.seconds(12))
        #expect(try simulation.server(id)["status"] == "off")
        #expect(try simulation.server(id)["locked"] == false)
        try simulation.request(.post, "/servers/\(id)/actions/poweron")
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.server(id)["status"] == "running")
    }

    @Test func `a failed deletion changes nothing`() throws {
        let id = try simulation.runningServer()
        try simulation.switchOn("action-fails:command=delete_server,times=1")
        let reply = try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        let action = try simulation.action(try #require(reply["action"]?["id"]?.integerValue))
        #expect(action["status"] == "error")
        #expect(try simulation.server(id)["status"] == "running")
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.request(.get, "/servers/\(id)").status == 404)
    }

    @Test func `a firewall that fails to apply stays pending`() throws {
        try simulation.switchOn("action-fails:command=apply_firewall")
        let firewall = try simulation.request(.post, "/firewalls", ["name": "fw"])["firewall"]?["id"]
        let id = try simulation.runningServer(
            "web-1", ("firewalls", [["firewall": try #require(firewall)]]))
        let states = try simulation.server(id)["public_net"]?["firewalls"]?.arrayValue
        #expect(states?.map { $0["status"] } == ["pending"])
    }

    @Test func `a stuck action never ends and keeps its server locked`() throws {
        try simulation.switchOn("action-stuck:command=start_server")
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let id = try #require(reply["server"]?["id"]?.integerValue)
        simulation.clock.advance(.seconds(86_400))
        let start = try simulation.action(
            try #require(reply["next_actions"]?.arrayValue?.first?["id"]?.integerValue))
        #expect(start["status"] == "running")
        #expect(start["progress"] == 50)
        #expect(try simulation.server(id)["status"] == "starting")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 423)
        try World.switchOff(nil, in: simulation.database)
        #expect(try simulation.server(id)["status"] == "running")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 200)
    }

    @Test func `a server stuck in initializing can be deleted, which ends its actions`() throws {
        try simulation.switchOn("stuck-initializing:times=1")
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let id = try #require(reply["server"]?["id"]?.integerValue)
        simulation.clock.advance(.seconds(86_400))
        #expect(try simulation.server(id)["status"] == "initializing")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 200)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.request(.get, "/servers/\(id)").status == 404)
        let create = try simulation.action(try #require(reply["action"]?["id"]?.integerValue))
        #expect(create["status"] == "error")
        let next = try simulation.runningServer()
        #expect(next != id)
    }

    @Test func `firewall-in-use makes a firewall count as used for a while after the deletion of its server`()
        throws
    {
        let firewall = try #require(
            try simulation.request(.post, "/firewalls", ["name": "fw"])["firewall"]?["id"]?.integerValue)
        let id = try simulation.runningServer("web-1", ("firewalls", [["firewall": .integer(firewall)]]))
        try simulation.switchOn("firewall-in-use:seconds=20")
        try simulation.request(.delete, "/servers/\(id)")
        simulation.clock.advance(.seconds(21))
        #expect(
            try simulation.request(.get, "/firewalls/\(firewall)")["firewall"]?["applied_to"] == [])
        #expect(try simulation.request(.delete, "/firewalls/\(firewall)").code == "resource_in_use")
        simulation.clock.advance(.seconds(1))
        #expect(try simulation.request(.delete, "/firewalls/\(firewall)").status == 204)
    }

    @Test func `no-network leaves the server running`() throws {
        try simulation.switchOn("no-network:times=1")
        _ = try simulation.runningServer("web-1")
        _ = try simulation.runningServer("web-2")
        #expect(try simulation.machineStates() == ["web-1": "absent", "web-2": "wanted"])
    }
}
