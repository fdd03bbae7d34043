import Foundation
import TestSupport
import Testing

@Suite struct ShutdownTests {
    /// Starts a request that runs until the site's release file exists.
    private func startedRequest(_ site: EchoSite) throws -> SocketClient {
        let client = try SocketClient(port: site.nginx.port)
        let head = "GET /until?\(site.releaseFile) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        try client.send(Array(head.utf8))
        return client
    }

    private func release(_ site: EchoSite) {
        #expect(FileManager.default.createFile(atPath: site.releaseFile, contents: nil))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `finishes a running request before the process ends`(signal: Int32) throws {
        let site = try EchoSite()
        let client = try startedRequest(site)
        try #require(try site.echo.waitForOutput("waiting"))
        site.echo.signal(signal)
        try #require(try site.echo.waitForOutput("event=responder.stopping"))
        release(site)
        #expect(try HTTPReply(client.readToEnd()).status == 200)
        #expect(site.echo.waitForExit() == 0)
        #expect(try site.echo.log().contains("event=responder.stopped"))
    }

    @Test func `serves waiting connections before the process ends`() throws {
        let site = try EchoSite("threads=1")
        let running = try startedRequest(site)
        try #require(try site.echo.waitForOutput("waiting"))
        let waiting = try SocketClient(path: site.socket)
        try waiting.send(RawRequest([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/waited")]).bytes)
        site.echo.signal(SIGTERM)
        try #require(try site.echo.waitForOutput("event=responder.stopping"))
        release(site)
        #expect(try HTTPReply(running.readToEnd()).status == 200)
        #expect(RawResponse(try waiting.readToEnd()).status == 200)
        #expect(site.echo.waitForExit() == 0)
    }

    @Test func `admits no new request while the process ends`() throws {
        let site = try EchoSite()
        let running = try startedRequest(site)
        try #require(try site.echo.waitForOutput("waiting"))
        site.echo.signal(SIGTERM)
        try #require(try site.echo.waitForOutput("event=responder.stopping"))
        #expect(throws: SocketFailure.self) { _ = try SocketClient(path: site.socket) }
        release(site)
        #expect(try HTTPReply(running.readToEnd()).status == 200)
    }

    @Test func `lets a successor take the path while the process ends`() throws {
        let site = try EchoSite()
        let running = try startedRequest(site)
        try #require(try site.echo.waitForOutput("waiting"))
        site.echo.signal(SIGTERM)
        try #require(try site.echo.waitForOutput("event=responder.stopping"))
        let successor = try ChildProgram(Checkout.program("fastcgi-echo"), [site.socket])
        try #require(try successor.waitForOutput("event=responder.ready"))
        release(site)
        #expect(try HTTPReply(running.readToEnd()).status == 200)
        #expect(site.echo.waitForExit() == 0)
        #expect(try site.nginx.send("GET", "/").status == 200)
    }

    @Test func `ends at once without requests and removes its socket`() throws {
        let site = try EchoSite()
        site.echo.signal(SIGTERM)
        #expect(site.echo.waitForExit() == 0)
        #expect(!FileManager.default.fileExists(atPath: site.socket))
    }

    @Test func `ends at the end of the grace period whatever still runs`() throws {
        let site = try EchoSite("grace-ms=100")
        let client = try startedRequest(site)
        try #require(try site.echo.waitForOutput("waiting"))
        site.echo.signal(SIGTERM)
        #expect(site.echo.waitForExit() == 1)
        #expect(try site.echo.log().contains("1 threads were still busy when the grace period ended"))
        #expect(try HTTPReply(client.readToEnd()).status == 502)
    }

    @Test func `ends with the error of a handler that can't be created`() throws {
        let directory = try TemporaryDirectory()
        let echo = try ChildProgram(
            Checkout.program("fastcgi-echo"), [directory.path("echo.sock"), "fail-on-thread=7"])
        #expect(echo.waitForExit() == 1)
        #expect(try echo.log().contains("error=HandlerFailure()"))
        #expect(!FileManager.default.fileExists(atPath: directory.path("echo.sock")))
    }

    @Test func `refuses the path of a live socket with a clear error`() throws {
        let site = try EchoSite()
        let second = try ChildProgram(Checkout.program("fastcgi-echo"), [site.socket])
        #expect(second.waitForExit() == 1)
        #expect(try second.log().contains("socket \(site.socket) is in use by another process"))
        #expect(try site.nginx.send("GET", "/").status == 200)
    }

    @Test func `replaces the socket of a killed process`() throws {
        let site = try EchoSite()
        site.echo.signal(SIGKILL)
        #expect(site.echo.waitForExit() == 128 + SIGKILL)
        #expect(try site.nginx.send("GET", "/").status == 502)
        let next = try ChildProgram(Checkout.program("fastcgi-echo"), [site.socket])
        try #require(try next.waitForOutput("event=responder.ready"))
        #expect(try site.nginx.send("GET", "/").status == 200)
    }
}
