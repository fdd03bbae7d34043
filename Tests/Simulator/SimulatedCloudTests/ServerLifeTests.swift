import HTTP
import SimulatedCloud
import Testing

/// The life of a server from its creation to its deletion.
struct ServerLifeTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func status(_ id: Int64) throws -> String? {
        try simulation.server(id)["status"]?.stringValue
    }

    @Test func `a new server is initializing, then starting, then running and unlocked`() throws {
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let id = try #require(reply["server"]?["id"]?.integerValue)
        let create = try #require(reply["action"]?["id"]?.integerValue)
        let start = try #require(reply["next_actions"]?.arrayValue?.first?["id"]?.integerValue)
        simulation.clock.advance(.seconds(5))
        #expect(try simulation.action(create)["progress"] == 50)
        #expect(try simulation.action(start)["progress"] == 0)
        #expect(try simulation.action(start)["status"] == "running")
        #expect(try status(id) == "initializing")
        simulation.clock.advance(.seconds(5))
        #expect(try simulation.action(create)["status"] == "success")
        #expect(try simulation.action(create)["finished"] == "2026-11-20T00:00:10Z")
        #expect(try status(id) == "starting")
        #expect(try simulation.server(id)["locked"] == true)
        simulation.clock.advance(.seconds(2))
        #expect(try status(id) == "running")
        #expect(try simulation.server(id)["locked"] == false)
        #expect(try simulation.action(start)["progress"] == 100)
    }

    @Test func `events that became due between requests happen at their own times`() throws {
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let start = try #require(reply["next_actions"]?.arrayValue?.first?["id"]?.integerValue)
        simulation.clock.advance(.seconds(86_400))
        #expect(try simulation.action(start)["finished"] == "2026-11-20T00:00:12Z")
    }

    @Test func `a server that is not started ends off`() throws {
        let id = try simulation.orderServer("web-1", ("start_after_create", false))
        simulation.clock.advance(.seconds(10))
        #expect(try status(id) == "off")
        #expect(try simulation.server(id)["locked"] == false)
    }

    @Test func `every change is 423 while an action locks the server`() throws {
        let id = try simulation.orderServer()
        let calls: [(HTTP.Method, String, JSON?)] = [
            (.delete, "/servers/\(id)", nil), (.put, "/servers/\(id)", ["name": "x"]),
            (.post, "/servers/\(id)/actions/poweroff", nil),
            (.post, "/servers/\(id)/actions/rebuild", ["image": "debian-12"]),
        ]
        for (method, target, body) in calls {
            let reply = try simulation.request(method, target, body)
            #expect(reply.status == 423)
            #expect(reply.code == "locked")
        }
    }

    @Test func `a deletion is an action, which remains after the server is gone`() throws {
        let id = try simulation.runningServer()
        let reply = try simulation.request(.delete, "/servers/\(id)")
        #expect(reply.status == 200)
        #expect(reply["action"]?["command"] == "delete_server")
        #expect(reply["action"]?["status"] == "running")
        let action = try #require(reply["action"]?["id"]?.integerValue)
        #expect(try status(id) == "deleting")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 423)
        simulation.clock.advance(.seconds(2))
        let gone = try simulation.request(.get, "/servers/\(id)")
        #expect(gone.status == 404)
        #expect(gone.message == "server with ID '\(id)' not found")
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 404)
        #expect(try simulation.action(action)["status"] == "success")
        #expect(try simulation.request(.get, "/servers/\(id)/actions").status == 404)
        #expect(try simulation.request(.get, "/primary_ips")["primary_ips"] == [])
    }

    @Test func `protection keeps a server from being deleted and rebuilt`() throws {
        let id = try simulation.runningServer()
        let half = try simulation.request(.post, "/servers/\(id)/actions/change_protection", ["delete": true])
        #expect(half.wrongFields == ["rebuild"])
        let both: JSON = ["delete": true, "rebuild": true]
        let reply = try simulation.request(.post, "/servers/\(id)/actions/change_protection", both)
        #expect(reply["action"]?["command"] == "change_protection")
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.request(.delete, "/servers/\(id)").code == "protected")
        #expect(
            try simulation.request(.post, "/servers/\(id)/actions/rebuild", ["image": "debian-12"]).code
                == "protected")
        #expect(try simulation.server(id)["protection"] == both)
    }

    @Test func `a rename takes effect and keeps names unique`() throws {
        let id = try simulation.runningServer()
        _ = try simulation.runningServer("web-2")
        #expect(try simulation.request(.put, "/servers/\(id)", ["name": "web-2"]).status == 409)
        #expect(try simulation.request(.put, "/servers/\(id)", ["name": "bad_name"]).wrongFields == ["name"])
        let reply = try simulation.request(.put, "/servers/\(id)", ["name": "web-3"])
        #expect(reply["server"]?["name"] == "web-3")
        #expect(try simulation.request(.put, "/servers/\(id)", ["name": "WEB-3"]).status == 200)
    }

    @Test func `lists are filtered by name, label and status`() throws {
        _ = try simulation.runningServer("web-1", ("labels", ["a": "b"]))
        _ = try simulation.orderServer("web-2")
        func names(_ query: String) throws -> [JSON?] {
            try #require(try simulation.request(.get, "/servers?\(query)")["servers"]?.arrayValue).map {
                $0["name"]
            }
        }
        #expect(try names("name=web-2") == ["web-2"])
        #expect(try names("label_selector=a%3Db") == ["web-1"])
        #expect(try names("status=running") == ["web-1"])
        #expect(try names("status=running&status=initializing&sort=name:desc") == ["web-2", "web-1"])
        #expect(try simulation.request(.get, "/servers?status=tired").wrongFields == ["status"])
    }

    @Test func `addresses are taken in turn, and none is used twice at the same time`() throws {
        let first = try simulation.runningServer("web-1")
        _ = try simulation.runningServer("web-2")
        try simulation.request(.delete, "/servers/\(first)")
        simulation.clock.advance(.seconds(2))
        let third = try simulation.runningServer("web-3")
        #expect(try simulation.server(third)["public_net"]?["ipv4"]?["ip"] == "127.77.0.3")
    }

    @Test func `a server is refused when the pool is empty`() throws {
        simulation.settings.addresses = try #require(AddressPool("127.88.0.0/30"))
        try simulation.orderServer("web-1")
        try simulation.orderServer("web-2")
        let reply = try simulation.request(.post, "/servers", Simulation.order("web-3"))
        #expect(reply.status == 403)
        #expect(reply.code == "resource_limit_exceeded")
        #expect(reply["error"]?["details"]?["limits"] == [["name": "primary_ip_limit"]])
        #expect(try simulation.request(.get, "/servers?name=web-3")["servers"] == [])
    }
}
