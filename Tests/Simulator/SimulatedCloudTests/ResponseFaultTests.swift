import HTTP
import SimulatedCloud
import Testing
import Time

/// Faults of responses, as a client sees them.
struct ResponseFaultTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    private func order() throws -> Reply {
        try simulation.request(.post, "/servers", Simulation.order())
    }

    private func serverCount() throws -> Int? {
        try World.switchOff(nil, in: simulation.database)
        return try simulation.request(.get, "/servers")["servers"]?.arrayValue?.count
    }

    @Test func `lost-answer carries the request out and makes nginx close the connection`() throws {
        try simulation.switchOn("lost-answer")
        let reply = try order()
        #expect(reply.header("X-Accel-Redirect") == "@hetzner_sim_hangs_up")
        #expect(reply.bytes.isEmpty)
        #expect(try simulation.request(.get, "/locations").status == 200)
        #expect(try serverCount() == 1)
    }

    @Test func `rate-limited is 429 with nothing left`() throws {
        try simulation.switchOn("rate-limited")
        let reply = try order()
        #expect(reply.status == 429)
        #expect(reply.code == "rate_limit_exceeded")
        #expect(reply.header("RateLimit-Remaining") == "0")
        #expect(reply.head.headers.fields.count { $0.name == "RateLimit-Remaining" } == 1)
        #expect(reply.message?.contains(Simulation.token.prefix(32)) == true)
        #expect(try serverCount() == 0)
    }

    @Test(arguments: [
        ("server-error", 500, "server_error"), ("unavailable", 503, "unavailable"),
        ("gateway-timeout", 504, "timeout"), ("conflict", 409, "conflict"),
        ("maintenance", 403, "maintenance"), ("token-rejected", 401, "unauthorized"),
    ])
    func `an error response replaces the request`(fault: String, status: Int, code: String) throws {
        try simulation.switchOn(fault)
        let reply = try order()
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect(try serverCount() == 0)
    }

    @Test(arguments: ["server-error", "bad-gateway", "unavailable", "gateway-timeout"])
    func `with when=after the request has been carried out`(fault: String) throws {
        try simulation.switchOn("\(fault):when=after")
        #expect(try order().status >= 500)
        #expect(try serverCount() == 1)
    }

    @Test func `bad-gateway is a page of HTML from a proxy`() throws {
        try simulation.switchOn("bad-gateway")
        let reply = try order()
        #expect(reply.status == 502)
        #expect(reply.header("Content-Type") == "text/html")
        #expect(reply.text.hasPrefix("<html>"))
        #expect(try serverCount() == 0)
    }

    @Test func `slow delays the whole response`() throws {
        try simulation.switchOn("slow:seconds=90")
        #expect(try simulation.request(.get, "/locations/1")["location"] != nil)
        #expect(simulation.paused.seconds == 90)
    }

    @Test func `dripping is left to nginx`() throws {
        try simulation.switchOn("dripping:rate=7")
        let reply = try simulation.request(.get, "/locations/1")
        #expect(reply.header("X-Accel-Limit-Rate") == "7")
        #expect(reply["location"] != nil)
    }

    @Test func `malformed-json cuts the response off after the request was carried out`() throws {
        try simulation.switchOn("malformed-json")
        let reply = try order()
        #expect(reply.status == 201)
        #expect(reply.text.hasPrefix(#"{"server":{"id":"#))
        #expect(throws: JSON.NotJSON.self) { try reply.json() }
        #expect(try serverCount() == 1)
    }

    @Test func `locked affects deletions of servers`() throws {
        let id = try simulation.runningServer()
        try simulation.switchOn("locked:times=2")
        #expect(try simulation.request(.get, "/servers/\(id)").status == 200)
        for _ in 1...2 {
            let reply = try simulation.request(.delete, "/servers/\(id)")
            #expect(reply.status == 423)
            #expect(reply.code == "locked")
        }
        #expect(try simulation.request(.delete, "/servers/\(id)").status == 200)
    }

    @Test func `every response has the date of the simulator's clock`() throws {
        simulation.clock.advance(.milliseconds(61_999))
        let date = "Fri, 20 Nov 2026 00:01:01 GMT"
        #expect(try simulation.request(.get, "/locations").header("Date") == date)
        #expect(try simulation.request(.get, "/locations", token: nil).header("Date") == date)
        #expect(try simulation.request(.get, "/nothing").header("Date") == date)
        try simulation.switchOn("bad-gateway")
        #expect(try simulation.request(.get, "/locations").header("Date") == date)
    }

    @Test(arguments: [
        ("", "Fri, 20 Nov 2026 01:00:00 GMT"), (":seconds=90", "Fri, 20 Nov 2026 00:01:30 GMT"),
        (":seconds=-86400", "Thu, 19 Nov 2026 00:00:00 GMT"),
    ])
    func `wrong-date changes the date and nothing else`(parameters: String, date: String) throws {
        let correct = try order()
        try simulation.switchOn("wrong-date\(parameters)", "conflict:skip=1")
        let reply = try simulation.request(.get, "/locations")
        #expect(reply.header("Date") == date)
        #expect(reply.status == 200)
        #expect(reply.head.headers.fields.count { $0.name == "Date" } == 1)
        let conflict = try simulation.request(.get, "/locations")
        #expect(conflict.header("Date") == date)
        #expect(conflict.status == 409)
        try World.switchOff(nil, in: simulation.database)
        let id = try #require(correct["server"]?["id"]?.integerValue)
        #expect(try simulation.server(id)["created"] == "2026-11-20T00:00:00Z")
    }

    @Test func `wrong-date counts the requests that it is meant for`() throws {
        try simulation.switchOn("wrong-date:call=GET /servers,seconds=1,times=1")
        #expect(
            try ["/locations", "/servers", "/servers"].map {
                try simulation.request(.get, $0).header("Date")?.suffix(6)
            } == ["00 GMT", "01 GMT", "00 GMT"])
    }

    @Test func `action-missing hides actions from every response`() throws {
        let reply = try order()
        let id = try #require(reply["action"]?["id"]?.integerValue)
        let server = try #require(reply["server"]?["id"]?.integerValue)
        try simulation.switchOn("action-missing:command=create_server")
        #expect(try simulation.request(.get, "/actions/\(id)").code == "not_found")
        #expect(try simulation.request(.get, "/actions?id=\(id)")["actions"] == [])
        #expect(try simulation.request(.get, "/servers/\(server)/actions")["actions"]?.arrayValue?.count == 1)
    }
}
