import Crypto
import HTTPClient
import Hetzner
import TestSupport
import Testing
import Time

/// The client over real connections.
struct OverCurlTests {
    @Test func `a server is read over a connection`() throws {
        try SocketServer.with([{ try $0.answer(ok(#"{"server":\#(Fixture.server)}"#)) }]) { server in
            let client = try client(server)
            #expect(try client.server(42, by: deadline).name == "web-1")
            #expect(client.rateLimit?.remaining == 3599)
            #expect(server.requests.first?.hasPrefix("GET /v1/servers/42 HTTP/1.1\r\n") == true)
            #expect(server.requests.first?.contains("\r\nAuthorization: Bearer \(token)\r\n") == true)
        }
    }

    @Test func `a create whose response is lost is sent once and found by its name`() throws {
        let order = CreateServerRequest(
            name: "web-1", serverType: "cx23", image: 1, location: "nbg1", sshKeys: [7], userData: "#x",
            labels: [:], firewalls: [])
        try SocketServer.with([
            { try $0.answer(ok(Fixture.list("servers"))) }, { _ = try $0.readRequest() },
            { try $0.answer(ok(Fixture.list("servers", Fixture.server))) },
        ]) { server in
            let client = try client(server)
            #expect(try client.server(named: "web-1", by: deadline) == nil)
            let error = try #require(throws: HetznerError.self) {
                try client.createServer(order, by: deadline)
            }
            #expect(error.kind == .ambiguous)
            #expect(try client.server(named: "web-1", by: deadline)?.id == 42)
            #expect(server.requests.filter { $0.hasPrefix("POST") }.count == 1)
            #expect(client.callCount == 3)
        }
    }

    @Test func `a stalled response ends at the deadline`() throws {
        try SocketServer.with([
            {
                _ = try $0.readRequest()
                _ = $0.waitForClose()
            }
        ]) { server in
            let client = try client(server)
            let error = try #require(throws: HetznerError.self) {
                try client.server(42, by: .now + .milliseconds(300))
            }
            #expect(error.kind == .noResponse)
            #expect(error.transport?.kind == .timeout)
            #expect(!"\(error)".contains(token))
        }
    }

    @Test func `repeats a call after a reset and a real pause`() throws {
        try SocketServer.with([
            {
                _ = try $0.readRequest()
                $0.reset()
            },
            { try $0.answer(ok(#"{"server":\#(Fixture.server)}"#)) },
        ]) { server in
            var policy = RetryPolicy()
            policy.firstPause = .milliseconds(1)
            let client = try client(server, policy)
            #expect(try client.server(42, by: deadline).id == 42)
            #expect(client.callCount == 2)
        }
    }
}

private let token = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

private var deadline: ContinuousClock.Instant { .now + .seconds(120) }

private func client(
    _ server: SocketServer, _ policy: RetryPolicy = RetryPolicy()
) throws -> HetznerClient {
    HetznerClient(
        endpoint: server.url + "/v1", token: Secret(token), transport: try CurlTransport(), policy: policy)
}

private func ok(_ body: String) -> String {
    """
    HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\
    RateLimit-Limit: 3600\r\nRateLimit-Remaining: 3599\r\nRateLimit-Reset: 1795219202\r\n\r\n\(body)
    """
}
