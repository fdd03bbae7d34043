import Foundation
import TestSupport
import Testing

@Suite struct ResponderTests {
    private let site: EchoSite
    private var nginx: NginxServer { site.nginx }

    init() throws {
        site = try EchoSite()
    }

    @Test func `passes a request on as it was sent`() throws {
        let reply = try nginx.send(
            "GET", "/a%20b//./c?x=1&y=%2F", headers: ["Cookie: a=b", "Cookie: c=d", "Accept: text/html"])
        let lines = reply.text.split(separator: "\n").map(String.init)
        #expect(reply.status == 200)
        #expect(lines.contains("method=GET"))
        #expect(lines.contains("path=/a%20b//./c"))
        #expect(lines.contains("query=x=1&y=%2F"))
        #expect(lines.contains("remote=127.0.0.1"))
        #expect(lines.contains("secure=false"))
        #expect(lines.contains("accept: text/html"))
        #expect(lines.contains("cookie: a=b; c=d"))
    }

    @Test func `sends the response before what the handler does after it`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("go")
        // The handler does not end before there is the file, which is made after the response has come.
        #expect(try nginx.send("GET", "/afterwards?\(file)").status == 200)
        try "".write(toFile: file, atomically: false, encoding: .utf8)
        #expect(try nginx.send("GET", "/").status == 200)
    }

    @Test func `passes on the header fields that a webhook's signature covers`() throws {
        let fields = [
            "webhook-id: msg_1", "webhook-timestamp: 1700000000", "webhook-signature: v1,aGk= v1,eW8=",
        ]
        let reply = try nginx.send("POST", "/", headers: fields, body: [123, 125])
        for field in fields { #expect(reply.text.contains(field)) }
    }

    @Test func `drops header fields that the program does not use`() throws {
        let reply = try nginx.send(
            "GET", "/", headers: ["Proxy: evil", "X-Forwarded-For: 1.2.3.4"])
        #expect(!reply.text.contains("proxy:"))
        #expect(!reply.text.contains("host:"))
        #expect(!reply.text.contains("1.2.3.4"))
    }

    @Test func `responds to HEAD with the length of the body and no body`() throws {
        let reply = try nginx.send("HEAD", "/bytes?4711")
        #expect(reply.status == 200)
        #expect(reply["content-length"] == "4711")
        #expect(reply.body.isEmpty)
        #expect(try site.echo.waitForOutput("bytes=0 id=\(reply["x-request-id"] ?? "-") method=HEAD"))
    }

    @Test(arguments: [1, 4096, 8192, 65_535, 65_536])
    func `passes a body on whole`(count: Int) throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let reply = try nginx.send("POST", "/body", body: body)
        #expect(reply.status == 200)
        #expect(reply.body == body)
    }

    @Test func `passes a chunked body on whole`() throws {
        let client = try SocketClient(port: nginx.port)
        try client.send(
            Array(
                "POST /body HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
                    .utf8))
        #expect(try HTTPReply(client.readToEnd()).text == "hello world")
    }

    @Test(arguments: [65_537, 1 << 20, 20 << 20])
    func `reads and refuses a body beyond the limit`(count: Int) throws {
        let body = [UInt8](repeating: 0, count: count)
        let reply = try nginx.send("POST", "/body", headers: ["Accept: application/json"], body: body)
        #expect(reply.status == 413)
        #expect(reply["content-type"] == "application/json")
        #expect(
            reply.text == """
                {"error":{"code":"content_too_large","message":"The request's body is larger than 65536 bytes."}}

                """)
        #expect(reply["x-request-id"] != nil)
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "BREW"])
    func `passes every method to the handler by its name`(method: String) throws {
        #expect(try nginx.send(method, "/").text.contains("method=\(method)"))
    }

    @Test func `gives every request an id of its own, in the response and in the log`() throws {
        let ids = try (0..<50).map { number in
            try #require(try nginx.send("GET", "/id/\(number)")["x-request-id"])
        }
        #expect(Set(ids).count == 50)
        for (number, id) in ids.enumerated() {
            #expect(id.wholeMatch(of: /[0-9a-f]{16}/) != nil)
            #expect(try site.echo.waitForOutput("id=\(id) method=GET ms="))
            #expect(try site.echo.waitForOutput("path=/id/\(number) status=200"))
        }
    }

    @Test func `hides secret paths from the log`() throws {
        let reply = try nginx.send("GET", "/secret/token")
        #expect(reply.status == 200)
        #expect(try site.echo.waitForOutput("path=/secret/- status=200"))
        #expect(try !site.echo.log().contains("token"))
    }

    @Test(arguments: ["/split-value", "/split-name"])
    func `refuses to send a field that would break out of its line`(path: String) throws {
        let reply = try nginx.send("GET", path)
        #expect(reply.status == 500)
        #expect(reply["set-cookie"] == nil)
        #expect(reply.text == "Something went wrong.\n")
        #expect(try site.echo.waitForOutput("level=error event=request.unsendable_response"))
    }

    @Test(arguments: [0, 99, 100, 600, -1])
    func `sends a 500 in place of an invalid status`(status: Int) throws {
        #expect(try nginx.send("GET", "/status?\(status)").status == 500)
    }

    @Test func `sets length, id and status itself, whatever the handler says`() throws {
        let reply = try nginx.send("GET", "/own-fields")
        #expect(reply.status == 200)
        #expect(reply.all("content-length") == ["0"])
        #expect(reply.all("x-request-id").count == 1)
        #expect(reply["x-request-id"] != "forged")
    }

    @Test func `sends no length for a status without a body`() throws {
        let reply = try nginx.send("GET", "/nothing")
        #expect(reply.status == 204)
        #expect(reply["content-length"] == nil)
    }

    @Test func `passes large header fields on whole`() throws {
        let cookie = String(repeating: "c", count: 8000)
        let agent = String(repeating: "u", count: 8000)
        let reply = try nginx.send("GET", "/", headers: ["Cookie: \(cookie)", "Accept: \(agent)"])
        #expect(reply.text.contains("cookie: \(cookie)"))
        #expect(reply.text.contains("accept: \(agent)"))
    }

    @Test func `sends a large response whole`() throws {
        #expect(try nginx.send("GET", "/bytes?3000000").body.count == 3_000_000)
    }

    @Test func `runs sixteen requests at the same time`() throws {
        let statuses = try ParallelClients.run(16) { [nginx] _ in try nginx.send("GET", "/meet?16").status }
        #expect(statuses == Array(repeating: 200, count: 16))
    }

    @Test func `serves many clients at once without an error`() throws {
        let statuses = try ParallelClients.run(64) { [nginx] number in
            try (0..<20).map { _ in try nginx.send("GET", "/bytes?\(number)") }
                .allSatisfy { $0.status == 200 && $0.body.count == number } ? 200 : 500
        }
        #expect(statuses == Array(repeating: 200, count: 64))
    }

    @Test func `gives a handler more than half a mebibyte of stack`() throws {
        #expect(try nginx.send("GET", "/deep?600").text == "600")
    }

    @Test func `opens no descriptor that a child would inherit`() throws {
        #expect(try nginx.send("GET", "/inheritable").text == "")
    }

    @Test func `lets only owner and group connect`() throws {
        #expect(try ProgramRun("/usr/bin/stat", "-c", "%a %F", site.socket).output == "660 socket\n")
    }
}
