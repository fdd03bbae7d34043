import HTTPClient
import Hetzner
import Testing
import Time

struct HetznerErrorTests {
    @Test func `an error has code, message, status and correlation id`() throws {
        let error = try failure(
            Exchange(
                "GET /servers/42", 404, Fixture.error("not_found", "server with ID '42' not found"),
                headers: [("X-Correlation-Id", "8c1e47d0a2f9b35e")])
        ) { try $0.server(42, by: $1) }
        #expect(
            "\(error)" == """
                GET /servers/42: server with ID '42' not found \
                (not_found, HTTP 404, correlation 8c1e47d0a2f9b35e)
                """)
    }

    @Test func `an error has the rejected fields`() throws {
        let details = #"{"fields":[{"name":"user_data","messages":["Length must be between 0 and 32768."]}]}"#
        let error = try failure(
            Exchange(
                "GET /servers/42", 422, Fixture.error("invalid_input", "invalid input", details: details))
        ) { try $0.server(42, by: $1) }
        #expect(error.details.fields.map(\.name) == ["user_data"])
        #expect("\(error)".hasSuffix("HTTP 422, user_data: Length must be between 0 and 32768.)"))
    }

    @Test func `an error has the quota that is used up`() throws {
        let details = #"{"limits":[{"name":"primary_ip_limit"}]}"#
        let error = try failure(
            Exchange("GET /servers/42", 403, Fixture.error("resource_limit_exceeded", details: details))
        ) { try $0.server(42, by: $1) }
        #expect(error.kind == .limitReached(["primary_ip_limit"]))
    }

    @Test func `an error has the announcement of a removal`() throws {
        let details = #"{"announcement":"https://docs.hetzner.cloud/changelog#x"}"#
        let error = try failure(
            Exchange(
                "GET /server_types?page=1&per_page=50", 410,
                Fixture.error("deprecated_api_endpoint", details: details))
        ) { try $0.serverTypes(by: $1) }
        #expect(error.details.announcement == "https://docs.hetzner.cloud/changelog#x")
    }

    @Test(arguments: ["null", "{}", "[]", #""text""#, #"{"fields":7}"#, #"{"fields":[{"name":"x"}]}"#])
    func `reads the code whatever the shape of the details`(details: String) throws {
        let error = try failure(
            Exchange("GET /servers/42", 404, Fixture.error("not_found", details: details))
        ) { try $0.server(42, by: $1) }
        #expect(error.kind == .notFound)
    }

    @Test func `reads an error without details and message`() throws {
        let error = try failure(Exchange("GET /servers/42", 404, #"{"error":{"code":"not_found"}}"#)) {
            try $0.server(42, by: $1)
        }
        #expect(error.kind == .notFound)
    }

    @Test(arguments: [
        "Limit of '3600' requests per hour for token '\(Scripted.token.prefix(32))...' reached.",
        "token \(Scripted.token) and \(Scripted.token.suffix(12))", String(Scripted.token.prefix(8)),
    ])
    func `no part of the token is in an error`(message: String) throws {
        let headers = [("X-Correlation-Id", Scripted.token)]
        let details = #"{"fields":[{"name":"\#(message)","messages":["\#(message)"]}]}"#
        let error = try failure(
            Exchange(
                "GET /servers/42", 422, Fixture.error("invalid_input", message, details: details),
                headers: headers)
        ) { try $0.server(42, by: $1) }
        var dumped = "\(error)"
        dump(error, to: &dumped)
        for start in 0...(Scripted.token.count - 8) {
            #expect(!dumped.contains(Scripted.token.dropFirst(start).prefix(8)))
        }
        #expect(error.message.contains("‹secret›"))
    }

    @Test func `redacts only the token in the message of a 429`() throws {
        let scripted = Scripted([
            Exchange(
                "GET /servers/42", 429,
                Fixture.error(
                    "rate_limit_exceeded",
                    "Limit of '3600' requests per hour for token '\(Scripted.token.prefix(32))...' reached."))
        ])
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.now + .milliseconds(1))
        }
        #expect(error.message == "Limit of '3600' requests per hour for token '‹secret›...' reached.")
    }

    @Test func `a message is one line of bounded length`() throws {
        let message = #"a\r\nb\u0000"# + String(repeating: "é", count: 10_000)
        let error = try failure(Exchange("GET /servers/42", 404, Fixture.error("not_found", message))) {
            try $0.server(42, by: $1)
        }
        #expect(error.message.hasPrefix("a  b é"))
        #expect(error.message.count == 500)
    }

    @Test func `an error without a response has libcurl's message and the number of attempts`() throws {
        let scripted = Scripted(Array(repeating: Exchange("GET /servers/42", fails: .timeout), count: 6))
        let error = try #require(throws: HetznerError.self) {
            try scripted.client.server(42, by: scripted.deadline)
        }
        #expect("\(error)" == "GET /servers/42: no luck (curl 28) (after 6 tries)")
    }

    @Test(arguments: [
        ("", "it is not JSON"), ("[]", "has another type"), (#"{"server":{}}"#, "server.id is missing"),
        (#"{"server":{"id":"x"}}"#, "server.id has another type"),
        (#"{"server":{"id":null}}"#, "server.id is null"),
    ])
    func `an unreadable response is reported by its place, without its values`(body: String, place: String)
        throws
    {
        let error = try failure(Exchange("GET /servers/42", 200, body)) { try $0.server(42, by: $1) }
        #expect(error.kind == .unreadable)
        #expect(error.message.hasSuffix(place))
    }
}
