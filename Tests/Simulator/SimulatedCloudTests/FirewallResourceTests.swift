import HTTP
import SimulatedCloud
import Testing

/// Applying firewalls to servers and to label selectors.
struct FirewallResourceTests {
    private let simulation: Simulation
    private let id: Int64

    init() throws {
        simulation = try Simulation()
        let reply = try simulation.request(.post, "/firewalls", ["name": "fw"])
        id = try #require(reply["firewall"]?["id"]?.integerValue)
    }

    private static func server(_ id: Int64) -> JSON {
        ["type": "server", "server": ["id": .integer(id)]]
    }

    private static func selector(_ text: String) -> JSON {
        ["type": "label_selector", "label_selector": ["selector": .string(text)]]
    }

    private func apply(_ resources: JSON...) throws -> Reply {
        try simulation.request(
            .post, "/firewalls/\(id)/actions/apply_to_resources", ["apply_to": .array(resources)])
    }

    private func remove(_ resources: JSON...) throws -> Reply {
        try simulation.request(
            .post, "/firewalls/\(id)/actions/remove_from_resources", ["remove_from": .array(resources)])
    }

    private func appliedTo() throws -> JSON? {
        try simulation.request(.get, "/firewalls/\(id)")["firewall"]?["applied_to"]
    }

    @Test func `a firewall is applied to a server and removed from it`() throws {
        let server = try simulation.runningServer()
        let applied = try apply(Self.server(server))
        #expect(applied.status == 201)
        #expect(applied["actions"]?.arrayValue?.map { $0["command"] } == ["apply_firewall"])
        #expect(try appliedTo() == [["server": ["id": .integer(server)], "type": "server"]])
        simulation.clock.advance(.seconds(2))
        #expect(try apply(Self.server(server)).code == "firewall_already_applied")
        let removed = try remove(Self.server(server))
        #expect(removed["actions"]?.arrayValue?.map { $0["command"] } == ["remove_firewall"])
        simulation.clock.advance(.seconds(2))
        #expect(try appliedTo() == [])
        #expect(try simulation.server(server)["public_net"]?["firewalls"] == [])
        let again = try remove(Self.server(server))
        #expect(again.status == 404)
        #expect(again.code == "firewall_resource_not_found")
    }

    @Test func `a server that does not exist, or that is locked, is refused`() throws {
        let missing = try apply(Self.server(42))
        #expect(missing.status == 404)
        #expect(missing.code == "firewall_resource_not_found")
        #expect(try apply(Self.server(try simulation.orderServer())).status == 423)
    }

    @Test func `a selector applies to existing servers at once and to others later`() throws {
        let server = try simulation.runningServer("web-1", ("labels", ["a": "b"]))
        let other = try simulation.runningServer("web-2")
        let reply = try apply(Self.selector("a=b"))
        #expect(reply["actions"]?.arrayValue?.count == 1)
        #expect(
            try appliedTo() == [
                [
                    "applied_to_resources": [["server": ["id": .integer(server)], "type": "server"]],
                    "label_selector": ["selector": "a=b"], "type": "label_selector",
                ]
            ])
        try simulation.request(.put, "/servers/\(other)", ["labels": ["a": "b"]])
        #expect(try simulation.server(other)["locked"] == false)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.server(other)["locked"] == true)
        simulation.clock.advance(.seconds(2))
        #expect(try simulation.server(other)["public_net"]?["firewalls"]?.arrayValue?.count == 1)
        try simulation.request(.put, "/servers/\(other)", ["labels": [:]])
        simulation.clock.advance(.seconds(4))
        #expect(try simulation.server(other)["public_net"]?["firewalls"] == [])
    }

    @Test func `a new server with the label gets the firewall soon after it was created`() throws {
        _ = try apply(Self.selector("a"))
        let server = try simulation.runningServer("web-1", ("labels", ["a": ""]))
        #expect(
            try simulation.server(server)["public_net"]?["firewalls"]
                == [["id": .integer(id), "status": "applied"]])
    }

    @Test func `a firewall applied by a selector is removed only by the selector`() throws {
        let server = try simulation.runningServer("web-1", ("labels", ["a": ""]))
        _ = try apply(Self.selector("a"))
        simulation.clock.advance(.seconds(2))
        #expect(try remove(Self.server(server)).code == "firewall_managed_by_label_selector")
        #expect(try remove(Self.selector("b")).code == "firewall_resource_not_found")
        #expect(try simulation.request(.delete, "/firewalls/\(id)").code == "resource_in_use")
        #expect(try remove(Self.selector("a"))["actions"]?.arrayValue?.count == 1)
        #expect(try appliedTo() == [])
    }

    @Test func `a selector without servers keeps the firewall in use too`() throws {
        #expect(try apply(Self.selector("a"))["actions"] == [])
        #expect(try simulation.request(.delete, "/firewalls/\(id)").code == "resource_in_use")
    }

    private static let malformed: [JSON] = [
        "x", ["type": "server"], ["type": "load_balancer"], ["type": "label_selector"],
        ["type": "label_selector", "label_selector": ["selector": "a b"]],
        ["type": "server", "server": ["id": "1"]],
    ]

    @Test(arguments: malformed)
    func `a malformed resource is 422`(resource: JSON) throws {
        let reply = try apply(resource)
        #expect(reply.status == 422)
        #expect(reply.wrongFields == ["apply_to"])
    }

    @Test func `a sixth firewall on a server is refused`() throws {
        let server = try simulation.runningServer()
        for number in 1...5 {
            let reply = try simulation.request(
                .post, "/firewalls", ["name": .string("fw\(number)"), "apply_to": [Self.server(server)]])
            #expect(reply.status == 201)
            simulation.clock.advance(.seconds(2))
        }
        let reply = try apply(Self.server(server))
        #expect(reply.status == 403)
        #expect(reply.code == "resource_limit_exceeded")
    }
}
