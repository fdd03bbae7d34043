import HTTP
import SimulatedCloud
import Testing

/// Faults of lists, as a client sees them.
struct ListingFaultTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private static let kinds = ["servers", "primary_ips", "firewalls", "ssh_keys"]

    private static let key: JSON = ["name": "key", "public_key": .string(Simulation.publicKey)]

    /// Creates one resource of each kind.
    private func createOfEachKind() throws {
        try simulation.request(.post, "/ssh_keys", Self.key)
        try simulation.request(.post, "/firewalls", ["name": "fw"])
        try simulation.orderServer("web", ("public_net", ["enable_ipv4": true, "enable_ipv6": false]))
    }

    private func ids(_ kind: String, _ query: String = "") throws -> [Int64] {
        try #require(try simulation.request(.get, "/\(kind)\(query)")[kind]?.arrayValue).compactMap {
            $0["id"]?.integerValue
        }
    }

    /// The numbers of occasions that the only fault has seen, and on which it fired.
    private func occasions() throws -> [Int64] {
        try World.faults(in: simulation.database).flatMap { [$0.seen, $0.fired] }
    }

    @Test(arguments: kinds)
    func `listing-incomplete leaves every resource out of its list`(kind: String) throws {
        try createOfEachKind()
        let id = try #require(try ids(kind).first)
        try simulation.switchOn("listing-incomplete")
        let reply = try simulation.request(.get, "/\(kind)")
        #expect(reply[kind] == [])
        #expect(reply["meta"]?["pagination"]?["total_entries"] == 0)
        #expect(try simulation.request(.get, "/\(kind)/\(id)").status == 200)
    }

    @Test func `listing-incomplete affects neither the catalogue nor actions`() throws {
        let id = try simulation.orderServer()
        try simulation.switchOn("listing-incomplete")
        #expect(try ids("locations").count == 6)
        #expect(
            try simulation.request(.get, "/servers/\(id)/actions")["actions"]?.arrayValue?.isEmpty == false)
        #expect(try occasions() == [0, 0])
    }

    @Test func `listing-incomplete keeps the oldest, in every order and on every page`() throws {
        let servers = try (1...4).map { try simulation.orderServer("web-\($0)") }
        try simulation.switchOn("listing-incomplete:limit=3")
        #expect(try ids("servers") == Array(servers.prefix(3)))
        #expect(try ids("servers", "?sort=id:desc") == servers.prefix(3).reversed())
        #expect(try ids("servers", "?per_page=2&page=2") == [servers[2]])
        let reply = try simulation.request(.get, "/servers?per_page=2")
        #expect(reply["meta"]?["pagination"]?["total_entries"] == 3)
        #expect(reply["meta"]?["pagination"]?["last_page"] == 2)
    }

    @Test func `the occasions of listing-incomplete are the lists of its requests that it would change`()
        throws
    {
        try createOfEachKind()
        try simulation.switchOn("listing-incomplete:call=GET /servers,times=1")
        #expect(try ids("servers", "?name=nobody") == [])
        #expect(try ids("firewalls").count == 1)
        #expect(try occasions() == [0, 0])
        #expect(try ids("servers") == [])
        #expect(try ids("servers").count == 1)
        #expect(try occasions() == [2, 1])
    }

    @Test(arguments: kinds)
    func `late-visibility hides a new resource from lists for a while`(kind: String) throws {
        try createOfEachKind()
        let id = try #require(try ids(kind).first)
        try simulation.switchOn("late-visibility:seconds=5")
        simulation.clock.advance(.milliseconds(4999))
        #expect(try ids(kind) == [])
        #expect(try simulation.request(.get, "/\(kind)/\(id)").status == 200)
        simulation.clock.advance(.milliseconds(1))
        #expect(try ids(kind) == [id])
    }

    @Test func `late-visibility hides only what is new, also from a search by name, and its name is taken`()
        throws
    {
        let old = try simulation.runningServer("old")
        try simulation.switchOn("late-visibility:seconds=5")
        try simulation.orderServer("new")
        #expect(try ids("servers") == [old])
        #expect(try ids("servers", "?name=new") == [])
        #expect(try ids("servers", "?name=old") == [old])
        let again = try simulation.request(.post, "/servers", Simulation.order("new"))
        #expect(again.status == 409)
        #expect(again.code == "uniqueness_error")
    }

    @Test func `late-visibility hides an SSH key from a search by fingerprint, and the key is taken`() throws
    {
        try simulation.switchOn("late-visibility")
        let created = try simulation.request(.post, "/ssh_keys", Self.key)
        let fingerprint = try #require(created["ssh_key"]?["fingerprint"]?.stringValue)
        #expect(try ids("ssh_keys", "?fingerprint=\(fingerprint)") == [])
        #expect(
            try simulation.request(
                .post, "/ssh_keys", ["name": "other", "public_key": .string(Simulation.publicKey)]
            ).status == 409)
        simulation.clock.advance(.seconds(10))
        #expect(try ids("ssh_keys", "?fingerprint=\(fingerprint)").count == 1)
    }
}
