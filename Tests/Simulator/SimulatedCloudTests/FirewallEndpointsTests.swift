import HTTP
import SimulatedCloud
import Testing

struct FirewallEndpointsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private static let rule: JSON = [
        "direction": "in", "protocol": "tcp", "port": "22", "source_ips": ["0.0.0.0/0", "::/0"],
    ]

    private func create(_ members: (String, JSON)...) throws -> Reply {
        let hasName = members.contains { $0.0 == "name" }
        let members: [(String, JSON)] = (hasName ? [] : [("name", "fw")]) + members
        return try simulation.request(
            .post, "/firewalls", .object(members.map { .init(name: $0.0, value: $0.1) }))
    }

    private func id(_ reply: Reply) throws -> Int64 {
        try #require(reply["firewall"]?["id"]?.integerValue)
    }

    private func commands(_ reply: Reply) -> [JSON?] {
        (reply["actions"]?.arrayValue ?? []).map { $0["command"] }
    }

    @Test func `a new firewall starts an action only when it has rules`() throws {
        let plain = try create()
        #expect(plain.status == 201)
        #expect(plain["actions"] == [])
        let ruled = try create(("name", "fw2"), ("rules", [Self.rule]))
        #expect(commands(ruled) == ["set_firewall_rules"])
    }

    @Test func `every rule shows all six keys, with addresses in canonical form`() throws {
        let reply = try create(
            (
                "rules",
                [
                    [
                        "direction": "out", "protocol": "icmp",
                        "destination_ips": ["2001:DB8:0:0::1/128", "10.1.2.3/8"],
                    ]
                ]
            ))
        #expect(
            reply["firewall"]?["rules"]?.arrayValue?.first == [
                "description": nil, "destination_ips": ["2001:db8::1/128", "10.1.2.3/8"], "direction": "out",
                "port": nil, "protocol": "icmp", "source_ips": [],
            ])
    }

    private static let wrongFields: [(String, JSON)] = [
        ("direction", "up"), ("protocol", "ftp"), ("protocol", nil), ("port", nil),
        ("port", 22), ("port", "0"), ("port", "65536"), ("port", "5000-1024"), ("port", "a"),
        ("source_ips", []), ("source_ips", ["1.2.3.4"]), ("source_ips", ["1.2.3.4/33"]),
        ("source_ips", ["::/129"]), ("source_ips", ["x/8"]), ("source_ips", [1]),
        ("source_ips", .array(Array(repeating: "1.2.3.4/32", count: 101))),
        ("destination_ips", ["1.2.3.4/32"]), ("description", .string(String(repeating: "d", count: 256))),
        ("comment", "x"),
    ]

    @Test(arguments: wrongFields)
    func `a malformed rule is refused with the name of its field`(field: String, value: JSON) throws {
        guard case .object(var members) = Self.rule else { return }
        members.removeAll { $0.name == field }
        members.append(.init(name: field, value: value))
        let reply = try create(("rules", [Self.rule, .object(members)]))
        #expect(reply.status == 422)
        #expect(reply.wrongFields.first == "rules.1.\(field)")
        #expect(try simulation.request(.get, "/firewalls")["firewalls"] == [])
    }

    @Test func `a rule for ICMP has no port, and fifty rules are the limit`() throws {
        let icmp: JSON = [
            "direction": "in", "protocol": "icmp", "port": "1", "source_ips": ["0.0.0.0/0"],
        ]
        #expect(try create(("rules", [icmp])).wrongFields == ["rules.0.port"])
        let many = JSON.array(Array(repeating: Self.rule, count: 51))
        #expect(try create(("rules", many)).wrongFields == ["rules"])
    }

    @Test func `names are unique, required and limited; unknown fields are refused`() throws {
        _ = try create()
        let taken = try create(("name", "FW"))
        #expect(taken.status == 409)
        #expect(taken.code == "uniqueness_error")
        #expect(try create(("name", nil)).wrongFields == ["name"])
        #expect(try create(("name", .string(String(repeating: "f", count: 129)))).wrongFields == ["name"])
        #expect(try create(("name", "x"), ("rule", [])).wrongFields == ["rule"])
    }

    @Test func `an update changes name and labels but not rules`() throws {
        let id = try id(try create())
        let reply = try simulation.request(.put, "/firewalls/\(id)", ["name": "fw3", "labels": ["a": "b"]])
        #expect(reply["firewall"]?["name"] == "fw3")
        #expect(try simulation.request(.put, "/firewalls/\(id)", ["rules": []]).wrongFields == ["rules"])
        #expect(try simulation.request(.get, "/firewalls?name=fw3&label_selector=a")["firewalls"] != [])
    }

    @Test func `setting rules starts one action and another for each server`() throws {
        let id = try id(try create())
        let server = try simulation.runningServer("web-1", ("firewalls", [["firewall": .integer(id)]]))
        let reply = try simulation.request(
            .post, "/firewalls/\(id)/actions/set_rules", ["rules": [Self.rule]])
        #expect(reply.status == 201)
        #expect(commands(reply) == ["set_firewall_rules", "apply_firewall"])
        #expect(
            reply["actions"]?.arrayValue?.last?["resources"] == [
                ["id": .integer(server), "type": "server"], ["id": .integer(id), "type": "firewall"],
            ])
        #expect(
            try simulation.request(.post, "/firewalls/\(id)/actions/set_rules", [:]).wrongFields == ["rules"])
        simulation.clock.advance(.seconds(2))
        let cleared = try simulation.request(.post, "/firewalls/\(id)/actions/set_rules", ["rules": []])
        #expect(cleared.status == 201)
        #expect(try simulation.request(.get, "/firewalls/\(id)")["firewall"]?["rules"] == [])
        #expect(try simulation.request(.get, "/firewalls/\(id)/actions")["actions"]?.arrayValue?.count == 5)
    }

    @Test func `a firewall in use can't be deleted, and a deleted server frees it`() throws {
        let id = try id(try create())
        let server = try simulation.runningServer("web-1", ("firewalls", [["firewall": .integer(id)]]))
        let refused = try simulation.request(.delete, "/firewalls/\(id)")
        #expect(refused.status == 422)
        #expect(refused.code == "resource_in_use")
        #expect(refused.message == "firewall with ID \(id) is still in use")
        try simulation.request(.delete, "/servers/\(server)")
        #expect(try simulation.request(.delete, "/firewalls/\(id)").status == 422)
        simulation.clock.advance(.seconds(2))
        let deleted = try simulation.request(.delete, "/firewalls/\(id)")
        #expect(deleted.status == 204)
        #expect(deleted.header("Content-Type") == nil)
        #expect(try simulation.request(.get, "/firewalls/\(id)").status == 404)
    }

    @Test(arguments: ["set_rules", "apply_to_resources", "remove_from_resources"])
    func `an action on a firewall that does not exist is 404`(name: String) throws {
        let reply = try simulation.request(.post, "/firewalls/1/actions/\(name)", [:])
        #expect(reply.status == 404)
    }
}
