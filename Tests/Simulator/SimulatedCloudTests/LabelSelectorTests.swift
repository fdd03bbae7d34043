import HTTP
import SimulatedCloud
import Testing

struct LabelSelectorTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
        let labels: [(String, JSON)] = [
            ("none", [:]), ("prod", ["env": "prod", "tier": "1"]), ("test", ["env": "test"]),
            ("empty", ["env": ""]),
        ]
        for (name, labels) in labels {
            try simulation.request(.post, "/firewalls", ["name": .string(name), "labels": labels])
        }
    }

    private func matches(_ selector: String) throws -> [String] {
        let escaped = selector.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let reply = try simulation.request(.get, "/firewalls?label_selector=\(escaped.joined())")
        return try #require(reply["firewalls"]?.arrayValue).compactMap { $0["name"]?.stringValue }
    }

    @Test(arguments: [
        ("env", ["prod", "test", "empty"]), ("!env", ["none"]), ("env=prod", ["prod"]),
        ("env==prod", ["prod"]), ("env=", ["empty"]),
        ("env in (prod,test)", ["prod", "test"]), ("env in ( prod , x )", ["prod"]),
        ("env,tier", ["prod"]), ("env,!tier", ["test", "empty"]), ("env in (prod,test),tier=1", ["prod"]),
        ("env = prod", ["prod"]),
    ])
    func `a selector picks the matching resources`(selector: String, names: [String]) throws {
        #expect(try matches(selector) == names)
    }

    @Test(arguments: [
        ("env!=prod", ["none", "test", "empty"]), ("env notin (prod,test)", ["none", "empty"]),
    ])
    func `a resource without the label is not equal to any value`(selector: String, names: [String]) throws {
        #expect(try matches(selector) == names)
    }

    @Test(arguments: [
        "", ",", "env,", "=", "=x", "env in prod", "env in (a b)", "env=a=b", "a b", "env in (a", "!",
    ])
    func `a malformed selector is 422`(selector: String) throws {
        let escaped = selector.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let reply = try simulation.request(.get, "/firewalls?label_selector=\(escaped.joined())")
        #expect(reply.status == 422)
        #expect(reply.wrongFields == ["label_selector"])
    }
}
