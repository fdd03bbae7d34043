import Glibc
import HTTP
import HTTPClient
import TestSupport
import Testing

struct TransportErrorTests {
    @Test func `reports that nothing was sent when nobody listens`() throws {
        let (socket, port) = try listenOnLoopback(backlog: 1)
        close(socket)
        let error = try failure(of: request("http://127.0.0.1:\(port)"))
        #expect(error.kind == .connectFailed)
        #expect(error.delivery == .notSent)
    }

    @Test func `reports an unknown host as a failure to connect`() throws {
        let error = try failure(of: request("http://unknown.invalid/"))
        #expect(error.kind == .connectFailed)
        #expect(error.delivery == .notSent)
    }

    @Test func `stops at the connect timeout when packets are dropped, with nothing sent`() throws {
        let hole = try BlackHole()
        defer { hole.close() }
        var request = request(hole.url)
        request.connectTimeout = .milliseconds(100)
        let error = try failure(of: request)
        #expect(error.kind == .timeout)
        #expect(error.delivery == .notSent)
    }

    @Test func `stops at the connect timeout when the server never begins TLS, with nothing sent`() throws {
        let error = try SocketServer.with([{ _ = $0.waitForClose() }]) { server in
            var request = request("https://127.0.0.1:\(server.port)")
            request.connectTimeout = .milliseconds(100)
            return try failure(of: request)
        }
        #expect(error.kind == .timeout)
        #expect(error.delivery == .notSent)
    }

    @Test func `stops at the total timeout when no response begins`() throws {
        let error = try failure(totalTimeout: .milliseconds(200)) {
            _ = try $0.readRequest()
            _ = $0.waitForClose()
        }
        #expect(error.kind == .timeout)
        #expect(error.delivery == .possiblySent)
    }

    @Test func `stops at the total timeout when the headers stop half way`() throws {
        let error = try failure(totalTimeout: .milliseconds(200)) {
            try $0.answer("HTTP/1.1 200 OK\r\nContent-")
            _ = $0.waitForClose()
        }
        #expect(error.kind == .timeout)
    }

    @Test func `stops at the total timeout when the body comes slowly`() throws {
        let error = try failure(totalTimeout: .milliseconds(300)) { connection in
            try connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while !connection.waitForClose(milliseconds: 10) { try connection.send("x") }
        }
        #expect(error.kind == .timeout)
    }

    @Test func `stops at the stall timeout when the body stops, long before the total`() throws {
        let error = try failure(totalTimeout: .seconds(600), stallTimeout: .seconds(1)) {
            try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
            _ = $0.waitForClose()
        }
        #expect(error.kind == .timeout)
    }

    @Test(arguments: ["Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"])
    func `reports a body that breaks off`(rest: String) throws {
        let error = try failure { try $0.answer("HTTP/1.1 200 OK\r\n" + rest) }
        #expect(error.kind == .truncated)
        #expect(error.delivery == .possiblySent)
    }

    @Test func `reports that a request may have been received when the connection closes without a response`()
        throws
    {
        let error = try failure { _ = try $0.readRequest() }
        #expect(error.kind == .reset)
        #expect(error.delivery == .possiblySent)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"])
    func `reports that a request may have been received when the connection is reset`(response: String) throws
    {
        let error = try failure {
            try $0.answer(response)
            $0.reset()
        }
        #expect(error.kind == .reset)
        #expect(error.delivery == .possiblySent)
    }

    @Test func `survives a server that disconnects while a large body is sent`() throws {
        let hangUp: SocketServer.Part = {
            _ = try $0.read(atMost: 1)
            $0.reset()
        }
        let error = try SocketServer.with([hangUp]) { server in
            var request = request(server.url)
            request.body = [UInt8](repeating: 0x61, count: 32 << 20)
            return try failure(of: request)
        }
        #expect(error.kind == .reset)
    }

    enum Excess: CaseIterable { case announced, sent, headers }

    @Test(arguments: Excess.allCases)
    func `does not read a response over the limit to its end`(excess: Excess) throws {
        let rest =
            switch excess {
            case .announced: "Content-Length: 4000000\r\n\r\n"
            case .sent: "\r\n" + String(repeating: "x", count: 2000)
            case .headers: String(repeating: "X-Header: value\r\n", count: 5000) + "\r\n"
            }
        let error = try failure(maxResponseBytes: 1000) {
            try $0.answer("HTTP/1.1 200 OK\r\n" + rest)
            _ = $0.waitForClose()
        }
        #expect(error.kind == .tooLarge)
        #expect(error.delivery == .possiblySent)
    }

    @Test func `accepts a response of exactly the limit`() throws {
        let response = try SocketServer.with([
            { try $0.answer("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1000)) }
        ]) { server in
            var request = request(server.url)
            request.maxResponseBytes = 1000
            return try CurlTransport().send(request)
        }
        #expect(response.body.count == 1000)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
    func `reports a response that is no HTTP`(response: String) throws {
        let error = try failure { try $0.answer(response) }
        #expect(error.kind == .other)
        #expect(error.delivery == .possiblySent)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\0",
    ])
    func `refuses a URL that is not http or https`(url: String) throws {
        let error = try failure(of: request(url))
        #expect(error.kind == .invalidRequest)
        #expect(error.delivery == .notSent)
    }

    @Test(arguments: [("X", "a\r\nY: b"), ("X", "a\0"), ("X Y", "a"), ("", "a"), ("X:", "a")])
    func `refuses a header that would break out of its line`(name: String, value: String) throws {
        var request = request("http://127.0.0.1:9/")
        request.headers.add(name, value)
        #expect(try failure(of: request).kind == .invalidRequest)
    }

    @Test func `refuses a method that is not a token`() throws {
        let request = ClientRequest(method: .other("GET / HTTP/1.1\r\nX:"), url: "http://127.0.0.1:9/")
        #expect(try failure(of: request).kind == .invalidRequest)
    }

    @Test func `sends nothing when no time is left`() throws {
        try SocketServer.with([]) { server in
            var request = request(server.url)
            request.totalTimeout = .zero
            let error = try failure(of: request)
            #expect(error.kind == .timeout)
            #expect(error.delivery == .notSent)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `works again after a failure`() throws {
        try SocketServer.with([
            { _ = try $0.readRequest() }, { try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") },
        ]) { server in
            let transport = try CurlTransport()
            #expect(throws: TransportError.self) { try transport.send(request(server.url)) }
            #expect(try transport.send(request(server.url)).status == 200)
        }
    }

    @Test func `prints neither headers nor query nor body of a request`() {
        var request = request("http://127.0.0.1/path?\(secret)")
        request.body = Array(secret.utf8)
        var dumped = ""
        dump(request, to: &dumped)
        #expect("\(request)" == "GET http://127.0.0.1/path")
        #expect(!(dumped + String(reflecting: request)).contains(secret))
    }
}

private let secret = "s3cr3t-b34r3r"

private func request(_ url: String) -> ClientRequest {
    ClientRequest(method: .get, url: url, headers: Headers([("Authorization", "Bearer \(secret)")]))
}

/// Returns the error of sending, which never shows the bearer token.
private func failure(of request: ClientRequest) throws -> TransportError {
    let error = try #require(throws: TransportError.self) { try CurlTransport().send(request) }
    #expect(!"\(error) \(String(reflecting: error))".contains(secret))
    return error
}

private func failure(
    totalTimeout: Duration = .seconds(120), stallTimeout: Duration = .seconds(120),
    maxResponseBytes: Int = 1 << 20, when part: @escaping SocketServer.Part
) throws -> TransportError {
    try SocketServer.with([part]) { server in
        var request = request(server.url + "/?q=\(secret)")
        request.totalTimeout = totalTimeout
        request.stallTimeout = stallTimeout
        request.maxResponseBytes = maxResponseBytes
        return try failure(of: request)
    }
}
