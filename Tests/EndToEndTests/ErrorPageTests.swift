import SQLite
import TestSupport
import Testing

/// Responses to wrong requests and internal errors: clear, and without internals.
@Suite(.sharedSite())
struct ErrorPageTests {
    @Test(arguments: [
        ("GET", "/nowhere", 404, "There is nothing here"),
        ("GET", "/dashboard/", 404, "There is nothing here"),
        ("GET", "/..%2f..%2fetc/passwd", 400, "Bad Request"), ("GET", "/%00", 400, "Bad Request"),
        ("POST", "/", 405, "That does not work here"),
        ("DELETE", "/dashboard", 405, "That does not work here"),
        ("GET", "/deploy", 405, "That does not work here"),
        ("PUT", "/sign-in", 405, "That does not work here"),
        ("BREW", "/", 501, "Unknown method"), ("PROPFIND", "/dashboard", 501, "Unknown method"),
    ])
    func `a wrong address or method gets an error page`(
        method: String, path: String, status: Int, title: String
    ) throws {
        let site = try Site.shared
        let reply = try site.visitor.sent(method, path, headers: ["Accept: text/html"])
        #expect(reply.status == status)
        #expect(reply.text.contains(title))
        expectNoInternals(reply, site)
        if status == 405 { #expect(reply["allow"]?.isEmpty == false) }
    }

    @Test func `API clients get errors as JSON`() throws {
        let site = try Site.shared
        for (method, path, headers, status, code) in [
            ("GET", "/api/nowhere", [], 404, "not_found"),
            ("GET", "/nowhere", ["Accept: application/json"], 404, "not_found"),
            ("GET", "/api/provision/deploy", [], 405, "method_not_allowed"),
            ("BREW", "/api/provision/status", [], 501, "not_implemented"),
        ] {
            let reply = try site.visitor.sent(method, path, headers: headers)
            #expect(reply.status == status)
            #expect(reply["content-type"] == "application/json")
            #expect(reply.text.hasPrefix(#"{"error":{"code":"\#(code)""#), "\(reply.text)")
        }
    }

    @Test(arguments: ["/", "/sign-in", "/healthz", "/nowhere"])
    func `HEAD returns the header of GET without a body`(path: String) throws {
        let site = try Site.shared
        let get = try site.visitor.sent("GET", path)
        let head = try site.visitor.sent("HEAD", path)
        #expect(head.status == get.status)
        #expect(head.body.isEmpty && !get.body.isEmpty)
        #expect(head["content-type"] == get["content-type"])
        #expect(head["content-length"] == get["content-length"])
    }

    @Test func `refuses a body that is too large, on a page and in JSON`() throws {
        let site = try Site.shared
        let form = "Content-Type: application/x-www-form-urlencoded"
        let body = Array(("a=" + String(repeating: "x", count: 64 << 10)).utf8)
        let page = try site.visitor.sent(
            "POST", "/sign-in", headers: [form, "Accept: text/html"], body: body)
        #expect(page.status == 413)
        expectNoInternals(page, site)
        let json = try site.visitor.sent("POST", "/api/provision/deploy", headers: [form], body: body)
        #expect(json.status == 413)
        let enough = Array(("a=" + String(repeating: "x", count: (64 << 10) - 2)).utf8)
        #expect(try site.visitor.sent("POST", "/sign-in", headers: [form], body: enough).status != 413)
    }

    @Test(arguments: [
        ("Content-Type: text/plain", "a=b", 415), ("Content-Type: application/json", "{}", 415),
        ("Content-Type: application/x-www-form-urlencoded", "a=%", 400),
        ("Content-Type: application/x-www-form-urlencoded", String(repeating: "a=b&", count: 30), 400),
    ])
    func `refuses a malformed form`(type: String, body: String, status: Int) throws {
        let site = try Site.shared
        let reply = try site.visitor.sent(
            "POST", "/sign-in", headers: [type, "Accept: text/html"], body: Array(body.utf8))
        #expect(reply.status == status)
        expectNoInternals(reply, site)
    }

    @Test func `the health check reports a healthy site`() async throws {
        let healthy = try Site.shared.visitor.sent("GET", "/healthz")
        #expect(healthy.status == 200)
        #expect(healthy.text == #"{"status":"ok"}"#)
    }

    @Test func `every response carries the id of its log line`() async throws {
        let site = try Site.shared
        let reply = try site.visitor.sent("GET", "/nowhere?token=in-the-query")
        let id = try #require(reply["x-request-id"])
        try await waitUntil("the line is written") { try site.server.log().contains("id=\(id) ") }
        let line = try #require(
            try site.server.log().split(separator: "\n").first { $0.contains("id=\(id) ") })
        for word in ["method=GET", "path=/nowhere", "status=404"] { #expect(line.contains(word)) }
        #expect(!line.contains("in-the-query"))
    }

    @Test func `an internal error shows a reference and the log has the cause`()
        async throws
    {
        try await Site.with { site in
            var ada = try await site.customer()
            try site.change("ALTER TABLE telegram_bots RENAME TO hidden")
            for path in ["/dashboard", "/api/provision/status"] {
                let reply = try ada.visitor.open(path)
                #expect(reply.status == 500)
                expectNoInternals(reply, site)
                let id = try #require(reply["x-request-id"])
                #expect(reply.text.contains(id))
                let log = try site.server.log()
                #expect(log.contains("event=request.failed") && log.contains("no such table: telegram_bots"))
            }
            try site.change("ALTER TABLE hidden RENAME TO telegram_bots")
            #expect(try ada.visitor.open("/dashboard").status == 200)
        }
    }

    private func expectNoInternals(
        _ reply: HTTPReply, _ site: Site, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for internals in [
            site.state.path, "/tmp/", ".swift", "sqlite", "SELECT", "no such table", "mustache", "Fatal",
            "Error(",
        ] {
            #expect(!reply.text.contains(internals), "\(internals)", sourceLocation: sourceLocation)
        }
        #expect(reply["server"] == "nginx", sourceLocation: sourceLocation)
    }
}
