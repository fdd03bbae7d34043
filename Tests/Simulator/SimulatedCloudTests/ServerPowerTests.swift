import HTTP
import SimulatedCloud
import Testing

struct ServerPowerTests {
    private let simulation: Simulation
    private let id: Int64

    init() throws {
        simulation = try Simulation()
        id = try simulation.runningServer()
    }

    /// The command of the action that the request starts.
    private func command(_ name: String, _ body: JSON? = nil) throws -> JSON? {
        let reply = try simulation.request(.post, "/servers/\(id)/actions/\(name)", body)
        #expect(reply.status == 201)
        return reply["action"]?["command"]
    }

    private func status() throws -> JSON? {
        try simulation.server(id)["status"]
    }

    @Test func `poweroff is stop_server and ends off, poweron is start_server and ends running`() throws {
        #expect(try command("poweroff") == "stop_server")
        #expect(try status() == "stopping")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "off")
        #expect(try command("poweron") == "start_server")
        #expect(try status() == "starting")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "running")
    }

    @Test func `the shutdown action only sends the signal, and the server is off some time later`() throws {
        let reply = try simulation.request(.post, "/servers/\(id)/actions/shutdown")
        let action = try #require(reply["action"]?["id"]?.integerValue)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.action(action)["status"] == "success")
        #expect(try status() == "stopping")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "off")
    }

    @Test func `a server that is started again while it shuts down stays on`() throws {
        _ = try command("shutdown")
        simulation.clock.advance(.seconds(2))
        _ = try command("poweron")
        simulation.clock.advance(.seconds(10))
        #expect(try status() == "running")
    }

    @Test func `reboot and reset leave a running server running`() throws {
        #expect(try command("reboot") == "reboot_server")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "running")
        #expect(try command("reset", [:]) == "reset_server")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "running")
    }

    @Test(arguments: ["shutdown", "reboot", "reset"])
    func `an action that needs power ends in an error on a server that is off`(name: String) throws {
        _ = try command("poweroff")
        simulation.clock.advance(.seconds(2))
        let reply = try simulation.request(.post, "/servers/\(id)/actions/\(name)")
        simulation.clock.advance(.seconds(2))
        let action = try simulation.action(try #require(reply["action"]?["id"]?.integerValue))
        #expect(action["status"] == "error")
        #expect(action["error"]?["code"] == "action_failed")
        #expect(try status() == "off")
    }

    @Test func `powering on a running server or off a stopped one does nothing and succeeds`() throws {
        _ = try command("poweron")
        #expect(try status() == "running")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "running")
        _ = try command("poweroff")
        simulation.clock.advance(.seconds(2))
        _ = try command("poweroff")
        #expect(try status() == "off")
        simulation.clock.advance(.seconds(2))
        #expect(try status() == "off")
    }

    @Test func `a rebuild replaces only the disk`() throws {
        let before = try simulation.server(id)
        let reply = try simulation.request(.post, "/servers/\(id)/actions/rebuild", ["image": "debian-12"])
        #expect(reply["action"]?["command"] == "rebuild_server")
        #expect(reply["root_password"]?.stringValue != nil)
        #expect(try status() == "rebuilding")
        simulation.clock.advance(.seconds(10))
        let after = try simulation.server(id)
        #expect(after["status"] == "running")
        #expect(after["image"]?["name"] == "debian-12")
        #expect(after["public_net"] == before["public_net"])
    }

    @Test func `a rebuild needs an image of the right architecture`() throws {
        #expect(try simulation.request(.post, "/servers/\(id)/actions/rebuild").wrongFields == ["image"])
        let arm = try simulation.request(.post, "/servers/\(id)/actions/rebuild", ["image": 161_547_270])
        #expect(arm.message == "image has incompatible architecture")
        let long = JSON.string(String(repeating: "a", count: 32_769))
        let reply = try simulation.request(
            .post, "/servers/\(id)/actions/rebuild", ["image": "debian-12", "user_data": long])
        #expect(reply.wrongFields == ["user_data"])
    }

    @Test func `an unknown action is an unknown path`() throws {
        #expect(try simulation.request(.post, "/servers/\(id)/actions/dance").status == 404)
    }
}
