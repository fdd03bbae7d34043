import TestSupport
import Testing

@Suite struct SecurityHeaderTests {
    private let site: ProductionSite

    init() throws {
        site = try ProductionSite()
    }

    private static let expected = [
        "content-security-policy":
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ]

    private func expectHeaders(_ reply: HTTPReply, isSecure: Bool = true) {
        for (name, value) in Self.expected {
            #expect(reply.all(name) == [value])
        }
        #expect(reply.all("strict-transport-security") == (isSecure ? ["max-age=63072000"] : []))
        #expect(reply["server"] == "nginx")
    }

    @Test func `the responder's responses have each header once`() throws {
        let reply = try site.get("/")
        #expect(reply.status == 200)
        #expect(reply["x-request-id"] != nil)
        expectHeaders(reply)
        expectHeaders(try site.get("/own-security-headers"))
    }

    @Test(arguments: [204, 303, 400, 404, 500, 503])
    func `the responder's errors have the headers`(status: Int) throws {
        let reply = try site.get("/status?\(status)")
        #expect(reply.status == status)
        expectHeaders(reply)
    }

    @Test(arguments: [
        ("/static/style.css", 200), ("/static/favicon.svg", 200), ("/static/none", 404), ("/static/", 403),
        ("/favicon.ico", 301), ("/static/../../etc/passwd", 400),
    ])
    func `existing and missing files have the headers`(target: String, status: Int) throws {
        let reply = try site.get(target)
        #expect(reply.status == status)
        expectHeaders(reply)
    }

    @Test func `nginx's own refusals have the headers`() throws {
        let tooLarge = try site.get("/", "--data-binary", "@" + site.directory.largeFile(bytes: 65_537))
        #expect(tooLarge.status == 413)
        expectHeaders(tooLarge)
        let tooLong = try site.get("/" + String(repeating: "a", count: 9000), "--http1.1")
        #expect(tooLong.status == 414)
        expectHeaders(tooLong)
        let odd = try site.get("/", "--http1.1", "-H", "Host: a b")
        #expect(odd.status == 400)
        expectHeaders(odd)
        let plain = try HTTPReply(
            Array(site.curl(["-i", site.url("/").replacing("https:", with: "http:")]).output.utf8))
        #expect(plain.status == 400)
        expectHeaders(plain)
    }

    @Test func `the refusals of a limit have the headers`() throws {
        #expect(try site.statuses(400, "/")[429] != nil)
        let replies = try (0..<30).map { _ in try site.get("/sign-in", "-d", "a=b") }
        let refused = try #require(replies.first { $0.status == 429 })
        expectHeaders(refused)
    }

    @Test func `responses without a responder have the headers`() throws {
        try site.stopResponder()
        let reply = try site.get("/")
        #expect(reply.status == 503)
        expectHeaders(reply)
    }

    @Test func `redirects from plain HTTP have the headers without HSTS`() throws {
        expectHeaders(try site.nginx.send("GET", "/"), isSecure: false)
    }
}
