import Foundation
import TestSupport
import Testing

@Suite struct LogTests {
    private let site: ProductionSite
    private static let callback = "/api/provision/callback/8f14e45f/T0kenT0kenT0ken"

    init() throws {
        site = try ProductionSite()
    }

    private func logs() throws -> String {
        try ["rachel-cloud.access.log", "rachel-cloud.error.log"].map { try site.log($0) }.joined()
            + site.nginx.accessLog() + site.nginx.errorLog()
    }

    /// Waits until the access log has that path's line, since nginx writes it after its response.
    private func line(_ path: String) throws -> [String: Any] {
        var found: [String: Any] = [:]
        _ = try eventually {
            for line in try site.log("rachel-cloud.access.log").split(separator: "\n") {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                if let fields = object as? [String: Any], fields["path"] as? String == path {
                    found = fields
                    return true
                }
            }
            return false
        }
        return found
    }

    @Test func `the access log has the path without the query, and the responder's request id`() throws {
        let reply = try site.get("/page?token=secret", "-H", "User-Agent: a\"b")
        let fields = try line("/page")
        #expect(fields["status"] as? Int == 200)
        #expect(fields["method"] as? String == "GET")
        #expect(fields["protocol"] as? String == "HTTP/2.0")
        #expect(fields["agent"] as? String == "a\"b")
        #expect(fields["id"] as? String == reply["x-request-id"])
        #expect(try !logs().contains("secret"))
    }

    @Test func `no log contains a callback's token, even after errors`() throws {
        #expect(try site.get(Self.callback, "-d", "a=b").status == 200)
        #expect(try site.get("/api//provision/x/../callback/8f14e45f/T0ken?T0ken", "-d", "a=b").status == 200)
        let file = try site.directory.largeFile(bytes: 70_000)
        let encoded = Self.callback.replacing("callback", with: "c%61llback")
        for target in [Self.callback, encoded] {
            #expect(try site.get(target, "--data-binary", "@" + file).status == 413)
        }
        #expect(try site.statuses(400, Self.callback, "-d", "a=b")[429] != nil)
        #expect(try site.nginx.send("POST", Self.callback, body: Array("a=b".utf8)).status == 301)
        #expect(
            try site.nginx.send("POST", Self.callback, body: Array(repeating: 0, count: 5000)).status == 413)
        #expect(try site.get(Self.callback, "--http1.1", "-H", "Host: a b").status == 400)
        #expect(try site.nginx.send("P OST", Self.callback).status == 400)
        try site.stopResponder()
        // The other address has used up its limit.
        let elsewhere = ["-H", "X-Test-Address: 192.0.2.9"]
        for target in [Self.callback, encoded, encoded.replacing("/T", with: "%2FT")] {
            #expect(try site.get(target, elsewhere + ["-d", "a=b"]).status == 503)
        }
        #expect(try site.get("/marker", elsewhere).status == 503)
        #expect(try line("/marker")["status"] as? Int == 503)
        #expect(try line("/api/provision/c%")["status"] as? Int == 413)
        for line in try logs().split(separator: "\n") {
            #expect(!line.contains("T0ken"))
        }
    }

    @Test func `the error log has the other failures`() throws {
        try site.stopResponder()
        #expect(try site.get("/").status == 503)
        #expect(try site.log("rachel-cloud.error.log").contains("responder.sock failed (2: No such file"))
    }

    @Test func `health checks are not logged`() throws {
        #expect(try site.get("/healthz").status == 200)
        #expect(try site.get("/healthz?full").status == 200)
        #expect(try site.get("/marker").status == 200)
        #expect(try line("/marker")["status"] as? Int == 200)
        #expect(try !site.log("rachel-cloud.access.log").contains("healthz"))
    }
}
