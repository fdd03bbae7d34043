import Crypto
import HTTP
import ProductSupport
import SQLite
import Store
import Synchronization
import Testing

@testable import Web

struct HTTPProblemTests {
    @Test(arguments: [
        ("/nowhere", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/nowhere", "*/*", "text/html; charset=utf-8"),
        ("/nowhere", "application/json", "application/json"),
        ("/nowhere", "application/json, text/plain, */*", "application/json"),
        ("/api/nowhere", "text/html", "application/json"),
        ("/api/nowhere", "", "application/json"),
    ])
    func `shows a problem in the format that the client asked for`(path: String, accept: String, type: String)
        throws
    {
        let response = try TestSite().browser().send(.get, path, headers: [("Accept", accept)])
        #expect(response.status == .notFound)
        #expect(response.headers["Content-Type"] == type)
        #expect(
            response.body.contains(
                type.hasPrefix("text") ? "<h1>There is nothing here</h1>" : "\"not_found\""))
    }

    @Test func `shows only a reference for an internal error, and logs it once`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        try site.withRawDatabase { _ = try $0.execute("ALTER TABLE jobs RENAME TO gone") }
        let page = browser.open("/dashboard")
        #expect(page.status == .internalServerError)
        #expect(page.body.contains("00000000deadbeef"))
        #expect(page.body.contains("Sign out"))
        for inside in ["jobs", "SQL", "swift", "/tmp", "Error", "error:"] {
            #expect(!page.body.contains(inside))
        }
        #expect(site.log.lines.count == 1)
        let line = try #require(site.log.lines.first)
        #expect(line.hasPrefix("error request.failed"))
        #expect(line.contains("id=00000000deadbeef"))
        #expect(line.contains("no such table: jobs"))
    }

    @Test func `shows an internal error of the API as JSON`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        try site.withRawDatabase { _ = try $0.execute("ALTER TABLE jobs RENAME TO gone") }
        let response = browser.send(.get, "/api/provision/status")
        #expect(response.status == .internalServerError)
        #expect(JSONValue(json: Array(response.body.utf8))?["error"]?["code"] == .string("internal_error"))
        #expect(!response.body.contains("jobs"))
    }

    @Test func `shows the error page of someone signed out when sessions can't be read`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        try site.withRawDatabase { _ = try $0.execute("ALTER TABLE sessions RENAME TO gone") }
        let page = browser.open("/dashboard")
        #expect(page.status == .internalServerError)
        #expect(page.body.contains("00000000deadbeef"))
        #expect(!page.body.contains("Sign out"))
    }

    @Test func `refuses a deploy with 503, and writes nothing, without random bytes`() throws {
        let source = SwitchedRandomBytes()
        let site = try TestSite(random: source.bytes)
        let user = try site.customer()
        let browser = try site.browser(of: user)
        _ = browser.open("/dashboard")
        let audit = try site.store.audit(of: nil, limit: 100).count
        source.empty()
        let page = browser.post("/deploy", browser.hiddenFields(of: "/deploy"))
        #expect(page.status == .serviceUnavailable)
        #expect(page.headers["Retry-After"] == "10")
        let response = browser.send(.post, "/api/provision/deploy")
        #expect(response.status == .serviceUnavailable)
        #expect(
            JSONValue(json: Array(response.body.utf8))?["error"]?["code"]
                == .string("temporarily_unavailable"))
        #expect(try site.store.latestJob(of: user) == nil)
        #expect(try site.store.audit(of: nil, limit: 100).count == audit)
        #expect(site.calls.launched.isEmpty)
        #expect(site.log.lines.count == 2)
        #expect(site.log.lines.allSatisfy { $0.hasPrefix("error request.failed") })
        source.refill()
        #expect(browser.submit("/deploy").status == .seeOther)
        #expect(site.calls.launched.count == 1)
    }

    @Test func `forbids caching of every response`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.readyCustomer())
        for path in ["/", "/dashboard", "/nowhere", "/api/provision/status", "/healthz", "/sign-in"] {
            #expect(browser.send(.get, path).headers["Cache-Control"] == "no-store")
        }
    }
}

/// The system's random bytes, until there are none for a while.
private final class SwitchedRandomBytes: Sendable {
    private let isEmpty = Atomic(false)

    var bytes: RandomBytes {
        RandomBytes { (target) throws(CryptoError) in
            guard !self.isEmpty.load(ordering: .sequentiallyConsistent) else { throw .noRandomBytes }
            target.copyBytes(from: try RandomBytes.system.make(count: target.count))
        }
    }

    func empty() {
        isEmpty.store(true, ordering: .sequentiallyConsistent)
    }

    func refill() {
        isEmpty.store(false, ordering: .sequentiallyConsistent)
    }
}
