import TestSupport
import Testing

/// The headers of the shipped `security-headers.conf` on the product's own responses.
@Suite(.sharedSite())
struct SecurityHeaderTests {
    private static let expected = [
        "content-security-policy":
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "server": "nginx",
    ]

    @Test(arguments: [
        ("/", 200), ("/sign-in", 200), ("/sign-up", 200), ("/dashboard", 303), ("/nowhere", 404),
        ("/deploy", 405), ("/healthz", 200), ("/api/provision/status", 401),
        ("/api/provision/callback/x/y", 404), ("/static/style.css", 200),
    ])
    func `every response has each security header once`(path: String, status: Int) throws {
        let reply = try Site.shared.visitor.sent("GET", path, headers: ["Accept: text/html"])
        #expect(reply.status == status)
        expectHeaders(reply)
    }

    @Test func `private pages are never cached`() async throws {
        var ada = try await Site.shared.customer()
        for path in ["/dashboard", "/onboarding", "/subscription", "/delete-server"] {
            let reply = try ada.visitor.open(path)
            expectHeaders(reply)
            #expect(reply.all("cache-control") == ["no-store"], "\(path)")
        }
        let status = try ada.visitor.send("GET", "/api/provision/status")
        #expect(status.all("cache-control") == ["no-store"])
    }

    private func expectHeaders(_ reply: HTTPReply, sourceLocation: SourceLocation = #_sourceLocation) {
        for (name, value) in Self.expected {
            #expect(reply.all(name) == [value], sourceLocation: sourceLocation)
        }
    }
}
