import HTTP
import SQLite
import SimulatedCloud
import Testing

/// Two projects, each with a token and a database of its own, in one process.
struct ProjectTests {
    private let first: Simulation
    private let second: Simulation

    init() throws {
        first = try Simulation()
        second = try Simulation(project: 1)
        second.settings.token = "token-of-another-project"
        second.settings.readOnlyToken = nil
        second.settings.addresses = try #require(AddressPool("127.78.0.0/16"))
    }

    private static let paths = ["/ssh_keys", "/firewalls", "/servers", "/primary_ips", "/servers/actions"]

    /// Creates something of each kind and returns the ids of all that exists, by the path of its list.
    private func fill(_ project: Simulation) throws -> [String: Set<Int64>] {
        let token = project.settings.token
        let key: JSON = ["name": "key", "public_key": .string(Simulation.publicKey)]
        #expect(try project.request(.post, "/ssh_keys", key, token: token).status == 201)
        #expect(try project.request(.post, "/firewalls", ["name": "fw"], token: token).status == 201)
        for name in ["web-1", "web-2"] {
            let order = Simulation.order(name)
            #expect(try project.request(.post, "/servers", order, token: token).status == 201)
        }
        return Dictionary(
            uniqueKeysWithValues: try Self.paths.map { path in
                let kind = path.split(separator: "/").last.map(String.init) ?? ""
                let list = try project.request(.get, path, token: token)[kind]?.arrayValue
                return (path, Set(try #require(list).compactMap { $0["id"]?.integerValue }))
            })
    }

    @Test func `no id of a project occurs in another`() throws {
        let (ids, others) = (try fill(first), try fill(second))
        for path in Self.paths {
            let (mine, other) = (try #require(ids[path]), try #require(others[path]))
            #expect(!mine.isEmpty)
            #expect(mine.count == other.count)
            #expect(mine.isDisjoint(with: other), "\(path)")
        }
    }

    @Test func `a token sees and changes its own project alone`() throws {
        let (ids, others) = (try fill(first), try fill(second))
        for path in Self.paths.dropLast() {
            for id in try #require(others[path]) {
                #expect(try first.request(.get, "\(path)/\(id)").code == "not_found")
                #expect(try first.request(.delete, "\(path)/\(id)").code == "not_found")
            }
        }
        #expect(try second.request(.get, "/servers").status == 401)
        #expect(try first.request(.get, "/servers", token: second.settings.token).status == 401)
        let server = try #require(ids["/servers"]?.first)
        first.clock.advance(.seconds(30))
        #expect(try first.request(.delete, "/servers/\(server)").status == 200)
        #expect(
            try second.request(.get, "/servers", token: second.settings.token)["servers"]?.arrayValue?.count
                == others["/servers"]?.count)
    }

    @Test func `a database keeps the ids of its project when it is prepared again`() throws {
        try Schema.prepare(second.database)
        let created = try second.request(
            .post, "/firewalls", ["name": "fw"], token: second.settings.token)
        #expect(created["firewall"]?["id"] == 1_002_313_001)
    }
}
