import HTTP
import SQLite
import SimulatedCloud
import Testing

/// The record of requests and the inventory.
struct ReportTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    @Test func `every request is recorded with time, status, client and fault`() throws {
        try simulation.switchOn("lost-answer")
        try simulation.request(.get, "/servers?name=a")
        try simulation.request(.post, "/servers", Simulation.order())
        try simulation.request(.get, "/nothing", token: nil)
        let requests = try RequestRecord.all(in: simulation.database)
        #expect(
            requests.map(\.line) == [
                """
                2026-11-20T00:00:00Z 200 GET /v1/servers?name=a by=127.0.0.1 agent="test/1" id=00000000000000aa
                """,
                """
                2026-11-20T00:00:00Z 201 POST /v1/servers fault=lost-answer by=127.0.0.1 agent="test/1" \
                id=00000000000000aa
                """,
                """
                2026-11-20T00:00:00Z 404 GET /v1/nothing not_found by=127.0.0.1 agent="test/1" \
                id=00000000000000aa
                """,
            ])
        #expect(try RequestRecord.all(after: requests[1].id, in: simulation.database).count == 1)
        #expect(requests[1].json["fault"] == "lost-answer")
    }

    @Test func `the log never shows the token`() throws {
        simulation.settings.requestsPerHour = 1
        for _ in 0..<2 { try simulation.request(.get, "/servers") }
        for request in try RequestRecord.all(in: simulation.database) {
            #expect(!request.json.text.contains(Simulation.token.prefix(32)))
        }
    }

    @Test func `the inventory shows existing resources only`() throws {
        let id = try simulation.runningServer()
        let gone = try simulation.runningServer("web-2")
        try simulation.request(.delete, "/servers/\(gone)")
        simulation.clock.advance(.seconds(2))
        try simulation.request(.post, "/firewalls", ["name": "fw"])
        let inventory = try Inventory(simulation.database)
        let servers = try #require(inventory.json["servers"]?.arrayValue)
        #expect(servers.map { $0["id"] } == [.string(String(id))])
        #expect(servers.first?["status"] == "running")
        #expect(servers.first?["address"] == "127.77.0.1")
        #expect(inventory.json["primary_ips"]?.arrayValue?.count == 2)
        #expect(inventory.json["firewalls"]?.arrayValue?.count == 1)
        #expect(inventory.json["ssh_keys"] == [])
        #expect(inventory.text.contains("ssh_keys: none"))
        #expect(inventory.text.contains("web-1"))
    }

    @Test func `an emptied world has no resources, and its ids go on counting`() throws {
        let id = try simulation.runningServer()
        try Schema.clear(simulation.database)
        let inventory = try Inventory(simulation.database)
        #expect(inventory.sections.allSatisfy { $0.rows.isEmpty })
        #expect(try RequestRecord.all(in: simulation.database).isEmpty)
        #expect(try simulation.orderServer() > id)
    }

    @Test func `a database of another version is refused`() throws {
        try simulation.database.execute("PRAGMA user_version = 99")
        #expect(throws: SchemaMismatch.self) { try Schema.prepare(simulation.database) }
    }
}
