import HTTP
import SQLite
import Store
import Testing

@testable import Web

struct ProblemTests {
    @Test(arguments: [
        ("/nowhere", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/nowhere", "*/*", "text/html; charset=utf-8"),
        ("/nowhere", "application/json", "application/json"),
        ("/nowhere", "application/json, text/plain, */*", "application/json"),
        ("/api/nowhere", "text/html", "application/json"),
        ("/api/nowhere", "", "application/json"),
    ])
    func `a problem is told as the client asked`(path: String, accept: String, type: String) throws {
        let answer = try TestSite().browser().send(.get, path, headers: [("Accept", accept)])
        #expect(answer.status == .notFound)
        #expect(answer.headers["Content-Type"] == type)
        #expect(
            answer.body.contains(type.hasPrefix("text") ? "<h1>There is nothing here</h1>" : "\"not_found\""))
    }

    @Test func `a failure of ours shows a reference and nothing else, and is logged once`() throws {
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

    @Test func `the API tells a failure of ours as JSON`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        try site.withRawDatabase { _ = try $0.execute("ALTER TABLE jobs RENAME TO gone") }
        let answer = browser.send(.get, "/api/provision/status")
        #expect(answer.status == .internalServerError)
        #expect(JSONValue(json: Array(answer.body.utf8))?["error"]?["code"] == .string("internal_error"))
        #expect(!answer.body.contains("jobs"))
    }

    @Test func `when not even sessions can be read, the page is that of a stranger`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        try site.withRawDatabase { _ = try $0.execute("ALTER TABLE sessions RENAME TO gone") }
        let page = browser.open("/dashboard")
        #expect(page.status == .internalServerError)
        #expect(page.body.contains("00000000deadbeef"))
        #expect(!page.body.contains("Sign out"))
    }

    @Test func `every answer of ours forbids to keep it`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.readyCustomer())
        for path in ["/", "/dashboard", "/nowhere", "/api/provision/status", "/healthz", "/sign-in"] {
            #expect(browser.send(.get, path).headers["Cache-Control"] == "no-store")
        }
    }
}
