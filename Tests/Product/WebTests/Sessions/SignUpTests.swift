import HTTP
import Store
import Testing

@testable import Web

struct SignUpTests {
    private static let password = "a long enough password"

    @Test func `reports every field error at once, keeps what was typed and creates nothing`() throws {
        let site = try TestSite()
        let browser = site.browser()
        browser.open("/sign-up")
        let response = browser.submit(
            "/sign-up", ["name": "<Ada>\u{7}", "email": "ada@", "password": "hunter2"])
        #expect(response.status == .badRequest)
        for field in ["name", "email", "password"] {
            #expect(response.body.contains("<a href=\"#\(field)\">"))
            #expect(response.body.contains("id=\"\(field)-error\""))
        }
        #expect(response.body.contains("value=\"&lt;Ada&gt;\u{7}\""))
        #expect(response.body.contains("value=\"ada@\""))
        #expect(!response.body.contains("hunter2"))
        #expect(try site.store.users().isEmpty)
        let empty = browser.submit("/sign-up")
        #expect(empty.status == .badRequest)
        #expect(empty.body.contains("Enter your name."))
        #expect(empty.body.contains("Enter your email address."))
        #expect(empty.body.contains("Choose a password."))
    }

    @Test func `says that an email address has an account already`() throws {
        let site = try TestSite()
        _ = try site.newcomer()
        let browser = site.browser()
        browser.open("/sign-up")
        let response = browser.submit(
            "/sign-up", ["name": "Eve", "email": "ADA@example.org", "password": Self.password])
        #expect(response.status == .badRequest)
        #expect(response.body.contains("There is an account with this address already. Sign in instead."))
        #expect(browser.cookies[Browser.sessionCookie] == nil)
        #expect(try site.store.users().map(\.name) == ["Ada"])
    }

    @Test func `limits the attempts per client address`() throws {
        let site = try TestSite { $0.signUpsPerAddress = AttemptLimit(count: 1, per: .seconds(3600)) }
        _ = try site.newcomer()
        let browser = site.browser()
        browser.open("/sign-up")
        let fields: KeyValuePairs = ["name": "Eve", "email": "ada@example.org", "password": Self.password]
        #expect(browser.submit("/sign-up", fields).status == .badRequest)
        let refused = browser.submit("/sign-up", fields)
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers["Retry-After"] == "3600")
        #expect(try site.store.users().count == 1)
    }

    @Test func `a form without the browser's own token creates no account`() throws {
        let site = try TestSite()
        let fields = [("name", "Eve"), ("email", "eve@example.org"), ("password", Self.password)]
        let browser = site.browser()
        #expect(browser.post("/sign-up", fields).status == .forbidden)
        browser.open("/sign-up")
        #expect(browser.post("/sign-up", fields).status == .forbidden)
        let own = browser.hiddenFields(of: "/sign-up") + fields
        #expect(browser.post("/sign-up", own, headers: [("Origin", "null")]).status == .forbidden)
        #expect(try site.store.users().isEmpty)
    }

    @Test func `closed sign-up shows no form and accepts none`() throws {
        let site = try TestSite { $0.signUp = .closed }
        let browser = site.browser()
        let page = browser.open("/sign-up")
        #expect(page.status == .forbidden)
        #expect(page.body.contains("New accounts are made by the operator of this site."))
        #expect(browser.post("/sign-up", [("name", "Eve")]).status == .forbidden)
        #expect(!browser.open("/").body.contains("/sign-up"))
        #expect(!browser.open("/sign-in").body.contains("/sign-up"))
    }

    @Test func `redirects someone who is signed in to the dashboard`() throws {
        let site = try TestSite()
        #expect(try site.browser(of: site.newcomer()).open("/sign-up").location == "/dashboard")
    }
}
