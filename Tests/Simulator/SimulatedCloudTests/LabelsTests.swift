import HTTP
import SimulatedCloud
import Testing

struct LabelsTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func isAccepted(_ key: String, _ value: String) throws -> Bool {
        let labels = JSON.object([.init(name: key, value: .string(value))])
        let reply = try simulation.request(
            .post, "/firewalls", ["name": .string("fw \(key) \(value.prefix(9))"), "labels": labels])
        #expect(reply.status == 201 || reply.wrongFields == ["labels"])
        return reply.status == 201
    }

    @Test(arguments: [
        ("a", ""), ("a", "b"), ("a.b-c_d", "1"), ("example.com/a", "x"), ("A9", "0000-1111"),
        ("k", "5f3c2e1a-0000-4000-8000-123456789abc"),
    ])
    func `a well-formed label is accepted`(key: String, value: String) throws {
        #expect(try isAccepted(key, value))
    }

    @Test(arguments: [
        ("", "x"), ("-a", "x"), ("a-", "x"), ("a b", "x"), ("a/b/c", "x"), ("/a", "x"), ("a/", "x"),
        ("hetzner.cloud/a", "x"), ("a", "-"), ("a", "x y"), ("a", "x/y"), ("a", "me@example.com"),
        ("a", "2026-11-20T23:40:00Z"), ("a", "ä"), (String(repeating: "k", count: 64), "x"),
        ("a", String(repeating: "v", count: 64)), ("exa_mple.com/a", "x"),
    ])
    func `a malformed label is refused`(key: String, value: String) throws {
        #expect(try !isAccepted(key, value))
    }

    @Test func `labels are a mapping to strings`() throws {
        for labels in [JSON.string("a=b"), ["a"], ["a": 1], ["a": nil]] {
            let reply = try simulation.request(.post, "/firewalls", ["name": "fw", "labels": labels])
            #expect(reply.wrongFields == ["labels"])
        }
    }

    @Test func `an update replaces the whole map`() throws {
        let id = try simulation.runningServer("web-1", ("labels", ["a": "1", "b": "2"]))
        try simulation.request(.put, "/servers/\(id)", ["labels": ["c": "3"]])
        #expect(try simulation.server(id)["labels"] == ["c": "3"])
        try simulation.request(.put, "/servers/\(id)", ["name": "web-2"])
        simulation.clock.advance(.seconds(10))
        #expect(try simulation.server(id)["labels"] == ["c": "3"])
    }
}
