import Glibc
import HTTP
import HTTPClient
import Synchronization
import TestSupport
import Testing

struct CurlTransportTests {
    @Test func `returns status, headers and body of a response`() throws {
        let response = try SocketServer.with([
            { try $0.answer("HTTP/1.1 404 Not Found\r\nX-One:  a b \r\ncontent-length: 5\r\n\r\nhello") }
        ]) { try CurlTransport().send(ClientRequest(method: .get, url: $0.url)) }
        #expect(response.status == 404)
        #expect(response.headers["x-one"] == "a b")
        #expect(response.body == Array("hello".utf8))
    }

    @Test func `sends the caller's headers and adds no needless ones`() throws {
        let headers = Headers([("Authorization", "Bearer t"), ("X-Empty", "")])
        try SocketServer.with([{ try $0.answer("HTTP/1.1 204 No Content\r\n\r\n") }]) { server in
            let request = ClientRequest(
                method: .post, url: server.url + "/a?b=c%20d", headers: headers, body: Array("x\0y".utf8))
            let response = try CurlTransport().send(request)
            #expect(response.status == 204)
            #expect(response.body.isEmpty)
            #expect(
                server.requests == [
                    """
                    POST /a?b=c%20d HTTP/1.1\r
                    Host: 127.0.0.1:\(server.port)\r
                    Accept: */*\r
                    Authorization: Bearer t\r
                    X-Empty:\r
                    Content-Length: 3\r
                    \r
                    x\0y
                    """
                ])
        }
    }

    @Test(arguments: [
        (Method.post, nil, "POST / ", 1), (.delete, nil, "DELETE / ", 0), (.put, "b", "PUT / ", 1),
        (.head, nil, "HEAD / ", 0), (.get, "b", "GET / ", 1),
    ])
    func `sends each method by its name, with a length where there may be a body`(
        method: Method, body: String?, start: String, lengths: Int
    ) throws {
        try SocketServer.with([
            { try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        ]) { server in
            _ = try CurlTransport().send(
                ClientRequest(method: method, url: server.url, body: body.map { Array($0.utf8) }))
            let request = try #require(server.requests.first)
            #expect(request.hasPrefix(start))
            #expect(request.split(separator: "Content-Length:").count - 1 == lengths)
            #expect(request.hasSuffix("\r\n\r\n" + (body ?? "")))
        }
    }

    @Test func `returns a redirect without following it`() throws {
        try SocketServer.with([
            { try $0.answer("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n") }
        ]) { server in
            let response = try CurlTransport().send(ClientRequest(method: .get, url: server.url))
            #expect(response.status == 302)
            #expect(response.headers["Location"] == "/elsewhere")
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `takes neither an interim response's headers nor a trailer for the response's`() throws {
        let text = """
            HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n\
            HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Late: 2\r\n\r\n\
            2\r\nok\r\n0\r\nX-Trailer: 3\r\n\r\n
            """
        let response = try SocketServer.with([{ try $0.answer(text) }]) {
            try CurlTransport().send(ClientRequest(method: .get, url: $0.url))
        }
        #expect(response.status == 200)
        #expect(response.headers.fields.map(\.name) == ["Transfer-Encoding", "X-Late"])
        #expect(response.body == Array("ok".utf8))
    }

    @Test func `keeps the connection for the next request, and nothing else of the one before`() throws {
        let part: SocketServer.Part = { connection in
            try connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
            try connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
        }
        try SocketServer.with([part]) { server in
            let transport = try CurlTransport()
            let headers = Headers([("Authorization", "Bearer t")])
            _ = try transport.send(
                ClientRequest(method: .put, url: server.url, headers: headers, body: Array("body".utf8)))
            let response = try transport.send(ClientRequest(method: .get, url: server.url))
            #expect(response.body == Array("2".utf8))
            #expect(server.connectionCount == 1)
            #expect(server.requests.last?.hasPrefix("GET / ") == true)
            #expect(server.requests.last?.contains("Bearer") == false)
        }
    }

    @Test func `does not repeat a request that is not idempotent when the connection is lost`() throws {
        let part: SocketServer.Part = { connection in
            // Responds to every GET; receives a POST and closes without a response.
            while try connection.readRequest().hasPrefix("GET") {
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        try SocketServer.with([part, part, part]) { server in
            let transport = try CurlTransport()
            _ = try transport.send(ClientRequest(method: .get, url: server.url))
            #expect(throws: TransportError.self) {
                try transport.send(ClientRequest(method: .post, url: server.url, body: [1]))
            }
            #expect(server.requests.filter { $0.hasPrefix("POST") }.count == 1)
        }
    }

    @Test func `does not use a proxy named in the environment`() throws {
        #expect(try probe(environment: ["http_proxy": "http://127.0.0.1:9"]) == "200\n")
    }

    @Test func `survives writing to a peer that disconnected`() throws {
        // Programs of tests start with the signal's default, which is to end.
        #expect(try probe(environment: [:]) == "200\n")
    }

    /// Returns what a process of its own prints about a response of 200.
    private func probe(environment: [String: String]) throws -> String {
        try SocketServer.with([
            { try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        ]) { server in
            let probe = try ChildProgram(
                Checkout.program("transport-probe"), [server.url], environment: environment)
            #expect(probe.waitForExit() == 0)
            return try probe.log()
        }
    }
}
