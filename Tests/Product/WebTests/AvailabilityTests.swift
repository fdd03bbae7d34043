import Foundation
import HTTP
import ProductSupport
import SQLite
import Store
import TestSupport
import Testing

@testable import Web

/// The site while its database is busy, full, read-only or another one.
struct AvailabilityTests {
    private let site: TestSite
    private let browser: Browser
    private let visitor: Browser

    init() throws {
        site = try TestSite(busyTimeout: .milliseconds(20))
        browser = try site.browser(of: site.customer())
        visitor = site.browser()
        visitor.open("/sign-in")
        browser.open("/dashboard")
        // The sessions' use is to be recorded again.
        site.advance(.seconds(120))
    }

    /// Every page that can be opened.
    private static let pages = FixedRoute.allCases.filter { $0.methods.contains(.get) && $0 != .health }
    private static let forms: [FixedRoute] = [.deploy, .onboarding, .deleteServer, .cancelDeploy]

    /// What the pages are without any trouble: 200 or a redirect.
    private func expectReading(_ browser: Browser, like healthy: Browser) {
        for page in Self.pages {
            let (response, expected) = (browser.open(page.path), healthy.open(page.path))
            #expect(expected.status != .serviceUnavailable)
            #expect(response.status == expected.status, "\(page)")
            #expect(response.location == expected.location, "\(page)")
        }
    }

    /// Nothing can be written: each form and call is refused, says so, and leads back.
    private func expectNoWriting(_ browser: Browser, _ visitor: Browser) throws {
        browser.open("/dashboard")
        let deploy = browser.post("/deploy", browser.hiddenFields(of: "/deploy"))
        try expectWayBack(deploy, to: "/dashboard", isReload: false)
        #expect(deploy.body.contains("Sign out"), "still signed in")
        visitor.open("/sign-in")
        let signIn = visitor.post(
            "/sign-in",
            visitor.hiddenFields(of: "/sign-in") + [("email", "ada@example.org"), ("password", "12345678")])
        try expectWayBack(signIn, to: "/sign-in", isReload: false)
        for (method, path) in [(Method.post, "/api/provision/deploy")] {
            expectJSON(browser.send(method, path))
        }
        let health = visitor.send(.get, "/healthz")
        #expect(health.status == .serviceUnavailable && health.headers["Retry-After"] == "10")
        #expect(health.body == #"{"status":"unavailable"}"#)
        #expect(site.calls.launched.isEmpty)
    }

    private func expectWriting(_ browser: Browser) {
        #expect(browser.send(.get, "/healthz").status == .ok)
        browser.open("/dashboard")
        #expect(browser.submit("/deploy").status == .seeOther)
        #expect(browser.send(.post, "/api/provision/deploy").status == .accepted)
    }

    /// Nothing can be read either: pages come back by themselves.
    private func expectNothing(_ browser: Browser) throws {
        for page in Self.pages where page != .landing && page != .apiStatus {
            try expectWayBack(browser.open(page.path), to: page.path, isReload: true)
        }
        expectJSON(browser.send(.get, "/api/provision/status"))
        let post = browser.post("/deploy", [("csrf_token", "x")])
        try expectWayBack(post, to: "/dashboard", isReload: false)
        expectJSON(browser.send(.post, "/api/provision/deploy"))
        #expect(browser.send(.get, "/healthz").status == .serviceUnavailable)
    }

    private func expectWayBack(_ response: Browser.Response, to path: String, isReload: Bool) throws {
        #expect(response.status == .serviceUnavailable, "\(path)")
        #expect(response.headers["Retry-After"] == "10", "\(path)")
        let page = Markup(response.body)
        let refresh = page.named("meta").filter { $0["http-equiv"] == "refresh" }.map { $0["content"] }
        #expect(refresh == (isReload ? ["10"] : []), "\(path)")
        let links = page.named("a").filter { $0["class"] == "button" }.map { $0["href"] }
        #expect(links == [path], "\(path)")
        #expect(
            response.body.contains(isReload ? "tries again every 10 seconds" : "nothing was changed"),
            "\(path)")
    }

    private func expectJSON(_ response: Browser.Response) {
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers["Retry-After"] == "10")
        #expect(response.headers["Content-Type"] == "application/json")
        let code = JSONValue(json: Array(response.body.utf8))?["error"]?["code"]
        #expect(code == .string("temporarily_unavailable"))
    }

    @Test
    func `every page is shown while a writer has the lock for as long as it likes, and no form is taken`()
        throws
    {
        let healthy = try TestSite()
        let (ada, nobody) = (try healthy.browser(of: healthy.customer()), healthy.browser())
        try site.withRawDatabase { database in
            try database.write {
                expectReading(browser, like: ada)
                expectReading(visitor, like: nobody)
                try expectNoWriting(browser, visitor)
            }
        }
        #expect(site.log.lines.contains { $0.hasPrefix("error request.failed") && $0.contains("locked") })
        expectWriting(browser)
    }

    @Test func `no page writes before it is sent, and the use of a session is recorded after`() throws {
        let token = try #require(browser.cookies[Browser.sessionCookie])
        var handler = site.handler
        let observer = try Database(path: site.path)
        func version() throws -> Int64? {
            try observer.row("PRAGMA data_version") { row throws(SQLiteError) in try row.int("data_version") }
        }
        for page in Self.pages {
            site.advance(.seconds(120))
            let before = try version()
            var body: [UInt8] = []
            let cookie = Headers([("Cookie", "\(Browser.sessionCookie)=\(token)")])
            _ = handler.respond(to: Request(method: .get, path: page.path, headers: cookie), body: &body)
            #expect(try version() == before, "\(page)")
            handler.afterResponse()
            #expect(try version() != before, "\(page)")
        }
    }

    @Test func `every page is shown while the disk is full or read-only, and no form is taken`() throws {
        let disk = try SmallDisk(megabytes: 6)
        for end in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: site.path + end, toPath: disk.path("store.sqlite") + end)
        }
        try disk.makeReadOnly()
        let handler = try site.handler(ofCopy: disk.path("store.sqlite"))
        let (ada, nobody) = (browser.asking(handler), visitor.asking(handler))
        expectReading(ada, like: browser)
        try expectNoWriting(ada, nobody)
        try disk.makeWritable()
        #expect(nobody.send(.get, "/healthz").status == .ok)
        try disk.fill()
        expectReading(ada, like: browser)
        try expectNoWriting(ada, nobody)
        disk.empty()
        expectWriting(ada)
    }

    @Test func `a file that is gone or beside another's log is not used until it is put back`() throws {
        let files = FileManager.default
        try files.moveItem(atPath: site.path, toPath: site.path + "-old")
        try expectNothing(browser)
        try files.copyItem(atPath: site.path + "-old", toPath: site.path)
        try expectNothing(browser)
        #expect(site.log.lines.contains { $0.contains("moved or replaced while its log stayed") })
        try files.removeItem(atPath: site.path)
        try files.moveItem(atPath: site.path + "-old", toPath: site.path)
        expectWriting(browser)
    }

    @Test func `a file that was replaced with its log is used from the next request on`() throws {
        let copy = site.path + "-backup"
        try site.withRawDatabase { _ = try $0.execute("VACUUM INTO \(copy)") }
        try Database(path: copy).execute("UPDATE users SET name = 'Replaced'")
        for end in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: site.path + end) }
        #expect(rename(copy, site.path) == 0)
        #expect(browser.open("/dashboard").body.contains("Hello, Replaced"))
        expectWriting(browser)
        #expect(site.log.lines.isEmpty)
    }
}
