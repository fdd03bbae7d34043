import HTTP
import SimulatedCloud
import Testing
import Time

struct RateLimitTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
        simulation.settings.requestsPerHour = 3
    }

    @Test func `the bucket empties request by request and tells when it will be full again`() throws {
        let now = simulation.clock.source().milliseconds / 1000
        let first = try simulation.request(.get, "/servers")
        #expect(first.header("RateLimit-Remaining") == "2")
        // One request is refilled every 20 minutes.
        #expect(first.header("RateLimit-Reset") == String(now + 1200))
        try simulation.request(.get, "/servers")
        try simulation.request(.get, "/servers")
        let fourth = try simulation.request(.get, "/servers")
        #expect(fourth.status == 429)
        #expect(fourth.code == "rate_limit_exceeded")
        #expect(fourth.header("RateLimit-Remaining") == "0")
        #expect(fourth.header("RateLimit-Reset") == String(now + 3600))
        #expect(fourth.header("Retry-After") == nil)
    }

    @Test func `the message quotes the beginning of the token, as the service's does`() throws {
        for _ in 0..<3 { try simulation.request(.get, "/servers") }
        let message = try simulation.request(.get, "/servers").message
        #expect(
            message == "Limit of '3' requests per hour for token '\(Simulation.token.prefix(32))...' reached."
        )
    }

    @Test func `the bucket refills continuously, not by the hour`() throws {
        for _ in 0..<3 { try simulation.request(.get, "/servers") }
        simulation.clock.advance(.seconds(1199))
        #expect(try simulation.request(.get, "/servers").status == 429)
        simulation.clock.advance(.seconds(1))
        #expect(try simulation.request(.get, "/servers").status == 200)
        simulation.clock.advance(.seconds(10 * 3600))
        #expect(try simulation.request(.get, "/servers").header("RateLimit-Remaining") == "2")
    }

    @Test func `requests without a valid token have a bucket of their own`() throws {
        for _ in 0..<4 { try simulation.request(.get, "/servers", token: "guess") }
        #expect(try simulation.request(.get, "/servers", token: "guess").status == 429)
        #expect(try simulation.request(.get, "/servers").status == 200)
    }
}
