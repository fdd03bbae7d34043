import Crypto
import HTTP
import HTTPClient
import Hetzner
import Testing
import Time

struct HetznerClientTests {
    @Test func `a request carries the token and asks for JSON, with time limits for reading`() throws {
        let scripted = Scripted([Exchange("GET /servers/42", 200, #"{"server":\#(Fixture.server)}"#)])
        _ = try scripted.client.server(42, by: scripted.deadline)
        let request = try #require(scripted.transport.requests.first)
        #expect(request.headers["Authorization"] == "Bearer \(Scripted.token)")
        #expect(request.headers["Accept"] == "application/json")
        #expect(request.headers["Content-Type"] == nil)
        #expect(request.connectTimeout == .seconds(10))
        #expect(request.totalTimeout == .seconds(30))
    }

    @Test func `a change may take a minute, or less when the deadline is nearer`() throws {
        let scripted = Scripted([
            Exchange("DELETE /ssh_keys/7", 204), Exchange("DELETE /ssh_keys/7", 204),
        ])
        _ = try scripted.client.deleteSSHKey(7, by: scripted.deadline)
        _ = try scripted.client.deleteSSHKey(7, by: scripted.now + .seconds(5))
        #expect(scripted.transport.requests.map(\.totalTimeout) == [.seconds(60), .seconds(5)])
        #expect(scripted.transport.requests.map(\.stallTimeout) == [.seconds(60), .seconds(60)])
    }

    @Test func `sends nothing after the deadline`() throws {
        let scripted = Scripted([])
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.now)
        }
        #expect(error.kind == .outOfTime)
        #expect(error.attempts == 0)
        #expect(scripted.client.callCount == 0)
    }

    @Test func `accepts an endpoint that ends in a slash`() throws {
        let transport = ScriptedTransport([Exchange("DELETE /ssh_keys/7", 204)])
        let client = HetznerClient(
            endpoint: scriptedEndpoint + "/", token: Secret("t"), transport: transport)
        _ = try client.deleteSSHKey(7, by: .now + .seconds(5))
        #expect(transport.missing.isEmpty)
    }

    @Test func `counts and reports every request, also repetitions and failures`() throws {
        let scripted = Scripted([
            Exchange("GET /servers/42", fails: .timeout),
            Exchange("GET /servers/42", 502, "<html>", headers: [("x-correlation-id", "deadbeef")]),
            Exchange("GET /servers/42", 200, #"{"server":\#(Fixture.server)}"#),
        ])
        _ = try scripted.client.server(42, by: scripted.deadline)
        #expect(scripted.client.callCount == 3)
        #expect(scripted.records.map(\.operation) == Array(repeating: "GET /servers/42", count: 3))
        #expect(scripted.records.map(\.attempt) == [1, 2, 3])
        #expect(scripted.records.map(\.status) == [nil, 502, 200])
        #expect(scripted.records.map(\.correlationID) == [nil, "deadbeef", nil])
        #expect(scripted.records.map(\.failure) == [.noResponse, .unavailable, nil])
    }

    @Test func `the rate limit comes from the last response with its headers`() throws {
        let scripted = Scripted([
            Exchange(
                "DELETE /ssh_keys/7", 404, Fixture.error("not_found"),
                headers: [
                    ("ratelimit-limit", "3600"), ("RateLimit-Remaining", "3598"),
                    ("RateLimit-Reset", "1795219202"),
                ]),
            Exchange("DELETE /ssh_keys/8", 204, headers: [("RateLimit-Limit", "many")]),
        ])
        #expect(scripted.client.rateLimit == nil)
        _ = try scripted.client.deleteSSHKey(7, by: scripted.deadline)
        _ = try scripted.client.deleteSSHKey(8, by: scripted.deadline)
        let expected = RateLimit(
            limit: 3600, remaining: 3598, fullAt: Instant(milliseconds: 1_795_219_202_000))
        #expect(scripted.client.rateLimit == expected)
        #expect(scripted.records.map(\.rateLimit) == [expected, nil])
    }
}
