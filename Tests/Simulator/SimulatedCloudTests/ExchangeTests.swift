import HTTP
import SimulatedCloud
import Testing

struct ExchangeTests {
    private let simulation: Simulation

    init() throws {
        simulation = try Simulation()
    }

    @Test func `an unknown path is 404 before the token is checked`() throws {
        let reply = try simulation.request(.get, "/nothing", token: nil)
        #expect(reply.status == 404)
        #expect(reply.code == "not_found")
        #expect(reply.header("Content-Type") == "application/json; charset=UTF-8")
        #expect(reply.text.contains("\n"))
    }

    @Test func `a path without v1 is unknown`() throws {
        #expect(try simulation.send(.get, "/servers").status == 404)
    }

    @Test func `a missing or wrong token is 401 even for a wrong method`() throws {
        let missing = try simulation.request(.patch, "/servers", token: nil)
        #expect(missing.status == 401)
        #expect(missing.code == "unauthorized")
        #expect(missing.message == "token is required")
        let wrong = try simulation.request(.get, "/servers", token: "guess")
        #expect(wrong.status == 401)
        #expect(wrong.message == "the token you have provided is invalid")
    }

    @Test func `a known path with another method is 405`() throws {
        let reply = try simulation.request(.patch, "/servers")
        #expect(reply.status == 405)
        #expect(reply.code == "method_not_allowed")
    }

    @Test func `HEAD is handled like GET`() throws {
        #expect(try simulation.request(.head, "/servers").status == 200)
    }

    @Test func `a read-only token can only read`() throws {
        #expect(try simulation.request(.get, "/servers", token: Simulation.readOnlyToken).status == 200)
        let reply = try simulation.request(
            .post, "/servers", Simulation.order(), token: Simulation.readOnlyToken)
        #expect(reply.status == 401)
        #expect(reply.code == "token_readonly")
        #expect(try simulation.request(.get, "/servers")["servers"] == [])
    }

    @Test func `every response has a correlation id and the remaining requests of the hour`() throws {
        for (method, target) in [("GET", "/servers"), ("GET", "/nothing"), ("DELETE", "/servers/1")] {
            let reply = try simulation.request(.init(method), target)
            #expect(reply.header("X-Correlation-Id") == "00000000000000aa")
            #expect(reply.header("RateLimit-Limit") == "3600")
            #expect(reply.header("RateLimit-Remaining") != nil)
            #expect(reply.header("RateLimit-Reset") != nil)
        }
    }

    @Test func `a body that is not JSON is 400, and one that is no object is 422`() throws {
        let broken = try simulation.send(.post, "/v1/ssh_keys", Array("{\"name\":".utf8))
        #expect(broken.status == 400)
        #expect(broken.code == "json_error")
        let list = try simulation.request(.post, "/ssh_keys", [])
        #expect(list.status == 422)
        #expect(list.code == "invalid_input")
    }

    @Test func `a path whose id is too large or no number is unknown`() throws {
        #expect(try simulation.request(.get, "/servers/99999999999999999999").status == 404)
        #expect(try simulation.request(.get, "/servers/0").status == 404)
        #expect(try simulation.request(.get, "/servers/x").status == 404)
        #expect(try simulation.request(.get, "/servers/").status == 404)
    }

    @Test func `a malformed query string is 422`() throws {
        #expect(try simulation.request(.get, "/servers?name=%zz").status == 422)
    }
}
