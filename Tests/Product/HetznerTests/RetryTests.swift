import HTTPClient
import Hetzner
import Testing

/// The repetitions of calls and the pauses between them, which are at their upper bounds here.
struct RetryTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String?
        let kind: HetznerError.Kind

        init(_ status: Int, _ code: String?, _ kind: HetznerError.Kind) {
            self.status = status
            self.code = code
            self.kind = kind
        }

        var body: String { code.map { Fixture.error($0) } ?? "<html>" }
        var testDescription: String { "\(status) \(code ?? "without code")" }
    }

    @Test(arguments: [
        Refusal(409, "conflict", .conflict), Refusal(429, "rate_limit_exceeded", .rateLimited),
        Refusal(502, "bad_gateway", .unavailable), Refusal(503, "unavailable", .unavailable),
        Refusal(504, "timeout", .unavailable), Refusal(502, nil, .unavailable),
        Refusal(503, nil, .unavailable),
        Refusal(504, nil, .unavailable), Refusal(429, nil, .rateLimited),
    ])
    func `tries a transient failure six times, after doubling pauses`(refusal: Refusal) throws {
        let exchange = Exchange("GET /servers/42", refusal.status, refusal.body)
        let scripted = Scripted(Array(repeating: exchange, count: 6))
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.deadline)
        }
        #expect(error.kind == refusal.kind)
        #expect(error.attempts == 6)
        #expect(scripted.pauses == [1, 2, 4, 8, 16].map { .seconds($0) })
        #expect(scripted.transport.missing.isEmpty)
    }

    @Test(arguments: [TransportError.Kind.timeout, .reset, .truncated, .connectFailed])
    func `tries six times when no response comes`(kind: TransportError.Kind) throws {
        let scripted = Scripted(Array(repeating: Exchange("GET /servers/42", fails: kind), count: 6))
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.deadline)
        }
        #expect(error.kind == .noResponse)
        #expect(error.transport?.kind == kind)
        #expect(scripted.pauses.count == 5)
    }

    @Test(arguments: [
        Refusal(500, "server_error", .serverError), Refusal(500, nil, .serverError),
        Refusal(422, "service_error", .serverError), Refusal(400, "robot_unavailable", .serverError),
    ])
    func `tries a server error three times`(refusal: Refusal) throws {
        let exchange = Exchange("GET /servers/42", refusal.status, refusal.body)
        let scripted = Scripted(Array(repeating: exchange, count: 3))
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.deadline)
        }
        #expect(error.kind == refusal.kind)
        #expect(scripted.pauses == [.seconds(1), .seconds(2)])
        #expect(scripted.transport.missing.isEmpty)
    }

    @Test func `waits for a lock until the deadline`() throws {
        let scripted = Scripted(
            Array(repeating: Exchange("DELETE /servers/42", 423, Fixture.error("locked")), count: 7))
        let start = scripted.now
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.deleteServer(42, by: start + .seconds(65))
        }
        #expect(error.kind == .locked)
        #expect(scripted.pauses == [2, 4, 8, 15, 15, 15].map { .seconds($0) })
        #expect(scripted.now < start + .seconds(65))
        #expect(scripted.transport.missing.isEmpty)
    }

    @Test(arguments: [0, 0.25])
    func `pauses are random from zero, and from two seconds for a lock`(chance: Double) throws {
        let passing = Scripted(
            Array(repeating: Exchange("GET /servers/42", fails: .timeout), count: 6), chance: chance)
        #expect(throws: HetznerError.self) { try passing.client.server(42, by: passing.deadline) }
        #expect(passing.pauses == [1, 2, 4, 8, 16].map { .seconds($0 * chance) })
        let lock = Exchange("DELETE /servers/42", 423, Fixture.error("locked"))
        let locked = Scripted(
            Array(repeating: lock, count: 3) + [
                Exchange("DELETE /servers/42", 404, Fixture.error("not_found"))
            ],
            chance: chance)
        _ = try locked.client.deleteServer(42, by: locked.deadline)
        #expect(locked.pauses == [2, 2 + 2 * chance, 2 + 6 * chance].map { .seconds($0) })
    }

    @Test func `no pause is longer than a minute`() throws {
        let scripted = Scripted(Array(repeating: Exchange("GET /servers/42", fails: .timeout), count: 9))
        var policy = RetryPolicy()
        policy.maxTries = 9
        scripted.policy = policy
        #expect(throws: HetznerError.self) { try scripted.client.server(42, by: scripted.deadline) }
        #expect(scripted.pauses.suffix(3) == [32, 60, 60].map { .seconds($0) })
    }

    @Test func `a lock that ends before the deadline is no failure`() throws {
        try playing(
            Exchange("DELETE /servers/42", 423, Fixture.error("locked")),
            Exchange("DELETE /servers/42", 200, #"{"action":\#(Fixture.action)}"#)
        ) { _ = try $0.deleteServer(42, by: $1) }
    }

    @Test(arguments: [
        Refusal(400, "json_error", .invalidInput), Refusal(401, "unauthorized", .unauthorized),
        Refusal(401, nil, .unreadable), Refusal(403, nil, .unreadable), Refusal(410, nil, .unreadable),
        Refusal(423, nil, .unreadable), Refusal(401, "new_code", .unauthorized),
        Refusal(403, "new_code", .forbidden), Refusal(404, "new_code", .other),
        Refusal(401, "token_readonly", .readOnlyToken),
        Refusal(403, "token_readonly", .readOnlyToken), Refusal(403, "forbidden", .forbidden),
        Refusal(403, "maintenance", .maintenance), Refusal(403, "resource_limit_exceeded", .limitReached([])),
        Refusal(404, "not_found", .notFound), Refusal(404, nil, .unreadable),
        Refusal(405, "method_not_allowed", .other),
        Refusal(409, "uniqueness_error", .uniqueness), Refusal(410, "deprecated_api_endpoint", .removed),
        Refusal(412, "resource_unavailable", .unavailableHere),
        Refusal(422, "placement_error", .unavailableHere), Refusal(422, "invalid_input", .invalidInput),
        Refusal(422, "unsupported_error", .other), Refusal(422, "resource_in_use", .inUse),
        Refusal(422, "must_be_unassigned", .inUse), Refusal(423, "protected", .protected),
        Refusal(423, "resource_locked", .other), Refusal(500, "unknown_error", .other),
        Refusal(302, nil, .unreadable),
    ])
    func `does not repeat a call after a permanent refusal`(refusal: Refusal) throws {
        let error = try failure(Exchange("GET /servers/42", refusal.status, refusal.body)) {
            try $0.server(42, by: $1)
        }
        #expect(error.kind == refusal.kind)
        #expect(error.status == refusal.status)
        #expect(error.code == refusal.code)
    }

    @Test(arguments: [TransportError.Kind.tls, .tooLarge, .invalidRequest, .other])
    func `does not repeat a call after a permanent transport error`(kind: TransportError.Kind) throws {
        let error = try failure(Exchange("GET /servers/42", fails: kind)) { try $0.server(42, by: $1) }
        #expect(error.kind == .noResponse)
    }

    @Test func `no pause ends after the deadline`() throws {
        let scripted = Scripted([
            Exchange("GET /servers/42", fails: .timeout), Exchange("GET /servers/42", fails: .timeout),
        ])
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.now + .seconds(3))
        }
        #expect(error.kind == .noResponse)
        #expect(scripted.pauses == [.seconds(1)])
    }

    @Test(arguments: [("5", 5), ("0", 1), ("7200", 60), ("Wed, 21 Oct 2026 07:28:00 GMT", 1)])
    func `respects a Retry-After header up to a minute`(header: String, seconds: Int) throws {
        let scripted = Scripted([
            Exchange(
                "GET /servers/42", 429, Fixture.error("rate_limit_exceeded"),
                headers: [("Retry-After", header)]),
            Exchange("GET /servers/42", 200, #"{"server":\#(Fixture.server)}"#),
        ])
        _ = try scripted.client.server(42, by: scripted.deadline)
        #expect(scripted.pauses == [.seconds(seconds)])
    }
}
