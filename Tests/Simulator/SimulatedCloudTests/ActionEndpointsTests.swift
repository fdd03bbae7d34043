import HTTP
import SimulatedCloud
import Testing

struct ActionEndpointsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func ids(_ target: String) throws -> [Int64] {
        try #require(try simulation.request(.get, target)["actions"]?.arrayValue).compactMap {
            $0["id"]?.integerValue
        }
    }

    @Test func `a list without ids is refused since January 2025`() throws {
        let reply = try simulation.request(.get, "/actions")
        #expect(reply.status == 410)
        #expect(reply.code == "deprecated_api_endpoint")
    }

    @Test func `actions are listed by ids, and unknown ids are left out`() throws {
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let create = try #require(reply["action"]?["id"]?.integerValue)
        let start = try #require(reply["next_actions"]?.arrayValue?.first?["id"]?.integerValue)
        #expect(try ids("/actions?id=\(create)&id=\(start)&id=1") == [create, start])
        #expect(try ids("/actions?id=\(create)&page=1") == [create])
        #expect(try simulation.request(.get, "/actions?id=x").wrongFields == ["id"])
        #expect(try simulation.request(.get, "/actions/1").code == "not_found")
    }

    @Test func `a server's actions are listed, also while one runs`() throws {
        let id = try simulation.orderServer()
        let other = try simulation.runningServer("web-2")
        let all = try ids("/servers/\(id)/actions")
        #expect(all.count == 2)
        #expect(try ids("/servers/\(id)/actions?status=running") == [])
        try simulation.request(.delete, "/servers/\(id)")
        #expect(try ids("/servers/\(id)/actions?status=running").count == 1)
        #expect(try ids("/servers/actions").count == 5)
        #expect(try ids("/servers/actions?id=\(all[0])") == [all[0]])
        #expect(try simulation.request(.get, "/servers/actions/\(all[0])").status == 200)
        #expect(try simulation.request(.get, "/servers/\(other)/actions/\(all[0])").status == 404)
        #expect(try simulation.request(.get, "/servers/\(id)/actions/\(all[0])").status == 200)
        #expect(try simulation.request(.get, "/firewalls/actions/\(all[0])").status == 404)
    }

    @Test func `lists of actions can be sorted`() throws {
        let id = try simulation.runningServer()
        let ascending = try ids("/servers/\(id)/actions?sort=id")
        #expect(try ids("/servers/\(id)/actions?sort=status&sort=id:desc") == ascending.reversed())
    }

    @Test func `an action always has every key`() throws {
        let reply = try simulation.request(.post, "/servers", Simulation.order())
        let text = try #require(reply["action"]).text
        let id = try #require(reply["server"]?["id"]?.integerValue)
        #expect(
            text == """
                {"command":"create_server","error":null,"finished":null,"id":606028482673001,"progress":0,\
                "resources":[{"id":\(id),"type":"server"}],"started":"2026-11-20T00:00:00Z","status":"running"}
                """)
    }
}
