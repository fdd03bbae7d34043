import Glibc
import TestSupport
import Testing

/// Messages that a web server should never send, written straight to the socket.
@Suite struct BadPeerTests {
    private static let get = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/ok?1")]

    private func site(_ options: String...) throws -> (
        socket: String, echo: ChildProgram, directory: TemporaryDirectory
    ) {
        let directory = try TemporaryDirectory()
        let socket = directory.path("echo.sock")
        // Longer than a busy machine keeps a test from sending what it is about to send.
        let echo = try ChildProgram(
            Checkout.program("fastcgi-echo"), [socket, "peer-timeout-ms=2000"] + options)
        try #require(try echo.waitForOutput("event=responder.ready"))
        return (socket, echo, directory)
    }

    private func send(_ bytes: [UInt8], to socket: String) throws -> RawResponse {
        let client = try SocketClient(path: socket)
        try client.send(bytes)
        return RawResponse(try client.readToEnd())
    }

    @Test(
        arguments: [
            [],
            [("REQUEST_URI", "/")],
            [("REQUEST_METHOD", ""), ("REQUEST_URI", "/")],
            [("REQUEST_METHOD", "GET")],
            [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "")],
            [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "http://elsewhere/")],
            [("REQUEST_METHOD", "OPTIONS"), ("REQUEST_URI", "*")],
        ] as [[(String, String)]])
    func `refuses a request without method or path`(parameters: [(String, String)]) throws {
        let site = try site()
        let reply = try send(RawRequest(parameters).bytes, to: site.socket)
        #expect(reply.status == 400)
        #expect(reply.isEnded)
        #expect(reply.text.hasSuffix("The request is malformed: method or path is missing.\n"))
        #expect(try site.echo.waitForOutput("method=- ms="))
    }

    @Test(arguments: ["four", "-1", "+4", "4 4", "4,4", "0x4", "４"])
    func `refuses a length that is no number`(length: String) throws {
        let site = try site()
        let request = RawRequest(Self.get + [("CONTENT_LENGTH", length)], body: Array("four".utf8))
        #expect(try send(request.bytes, to: site.socket).status == 400)
    }

    @Test(arguments: ["65537", "99999999999999999999999999"])
    func `refuses a length beyond the limit whatever is sent`(length: String) throws {
        let site = try site()
        #expect(
            try send(RawRequest(Self.get + [("CONTENT_LENGTH", length)]).bytes, to: site.socket).status == 413
        )
    }

    @Test(arguments: [("5", 4), ("3", 4), ("0", 4), ("", 4), ("4", 0), ("65536", 65_535), ("100", 100_000)])
    func `refuses a body of another length than announced`(length: String, count: Int) throws {
        let site = try site()
        let body = [UInt8](repeating: 7, count: count)
        let request = RawRequest(Self.get + [("CONTENT_LENGTH", length)], body: body)
        let reply = try send(request.bytes, to: site.socket)
        #expect(reply.status == 400)
        #expect(reply.isEnded)
    }

    @Test func `refuses a body that stops arriving and frees its thread`() throws {
        let site = try site("threads=1")
        var request = RawRequest()
        request.appendParameters(Self.get + [("CONTENT_LENGTH", "4")])
        request.appendBody([1, 2])
        #expect(try send(request.bytes, to: site.socket).status == 400)
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
    }

    @Test func `frees the thread of a silent peer`() throws {
        let site = try site("threads=1")
        let silent = try SocketClient(path: site.socket)
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
        #expect(try silent.readToEnd().isEmpty)
    }

    @Test func `frees the thread of a peer that stops in the middle of a record`() throws {
        let site = try site("threads=1")
        let silent = try SocketClient(path: site.socket)
        try silent.send(Array(RawRequest(Self.get).bytes.prefix(20)))
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
        #expect(try silent.readToEnd().isEmpty)
    }

    @Test func `survives a peer that disconnects in the middle of a request`() throws {
        let site = try site("threads=1")
        for count in [0, 1, 8, 16, 20, 30] {
            let client = try SocketClient(path: site.socket)
            try client.send(Array(RawRequest(Self.get).bytes.prefix(count)))
        }
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
    }

    @Test func `survives a peer that disconnects before the response`() throws {
        let site = try site("threads=1")
        do {
            let client = try SocketClient(path: site.socket)
            try client.send(RawRequest([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/bytes?5000000")]).bytes)
        }
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
        #expect(try site.echo.waitForOutput("event=request.finished", times: 2))
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
        [UInt8](repeating: 0xFF, count: 10_000),
        [UInt8](repeating: 0, count: 10_000),
        RawRequest(role: 9).bytes,
        [1, 1, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ])
    func `closes the connection on bytes that are no FastCGI`(bytes: [UInt8]) throws {
        let site = try site("threads=1")
        #expect(try send(bytes, to: site.socket).output.isEmpty)
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
    }

    @Test func `closes the connection on a parameter longer than the bytes sent`() throws {
        let site = try site("threads=1")
        var request = RawRequest()
        request.append(type: 4, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 65])
        request.append(type: 4, [])
        #expect(try send(request.bytes, to: site.socket).output.isEmpty)
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
    }

    @Test func `replaces bytes that are not UTF-8`() throws {
        let site = try site()
        var request = RawRequest()
        let name = Array("HTTP_COOKIE".utf8)
        let value: [UInt8] = [0x61, 0xFF, 0xFE, 0x62]
        request.append(
            type: 4,
            Array(
                [UInt8(14), 3] + "REQUEST_METHODGET".utf8 + [11, 1] + "REQUEST_URI/".utf8
                    + [UInt8(name.count), UInt8(value.count)]) + name + value)
        request.append(type: 4, [])
        request.appendBody([])
        #expect(try send(request.bytes, to: site.socket).text.contains("cookie: a\u{FFFD}\u{FFFD}b"))
    }

    @Test func `does not keep an idle connection open`() throws {
        let site = try site("threads=1", "peer-timeout-ms=10000")
        let kept = try SocketClient(path: site.socket)
        var request = RawRequest(isKept: true)
        request.appendParameters(Self.get)
        request.appendBody([])
        try kept.send(request.bytes)
        #expect(RawResponse(try kept.readToEnd()).status == 200)
        #expect(try send(RawRequest(Self.get).bytes, to: site.socket).status == 200)
    }

    @Test func `passes many large parameters on whole`() throws {
        let site = try site()
        let value = String(repeating: "v", count: 3000)
        let many = (0..<100).map { ("HTTP_X_\($0)", value) }
        let reply = try send(RawRequest(Self.get + many).bytes, to: site.socket)
        #expect(reply.text.contains("x-99: \(value)"))
    }

    @Test func `resumes accepting once file descriptors are available again`() throws {
        let site = try site("threads=2")
        let process = String(site.echo.processID)
        _ = try ProgramRun("/usr/bin/prlimit", "--nofile=8:1024", "--pid", process)
        let waiting = try SocketClient(path: site.socket)
        try waiting.send(RawRequest(Self.get).bytes)
        #expect(try site.echo.waitForOutput("level=error event=fastcgi.accept_failed"))
        _ = try ProgramRun("/usr/bin/prlimit", "--nofile=1024:1024", "--pid", process)
        #expect(RawResponse(try waiting.readToEnd()).status == 200)
    }
}
