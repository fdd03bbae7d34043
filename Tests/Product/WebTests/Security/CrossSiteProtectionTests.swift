import HTTP
import Store
import Testing

@testable import Web

/// Forms of someone who is signed in need the session's token and our own origin.
struct VerifiedFormTests {
    private let site: TestSite
    private let user: User.ID
    private let browser: Browser

    init() throws {
        site = try TestSite()
        user = try site.readyCustomer()
        browser = try site.browser(of: user)
        browser.open("/delete-server")
    }

    private static let forms = ["/deploy", "/delete-server", "/onboarding", "/sign-out"]

    private var token: [(String, String)] { browser.hiddenFields(of: "/delete-server") }

    private func expectNothingChanged() throws {
        #expect(site.calls.launched.isEmpty)
        #expect(try site.store.latestJob(of: user)?.kind == .deploy)
        #expect(browser.open("/dashboard").status == .ok)
    }

    @Test(arguments: forms)
    func `refuses a form without the session's token and changes nothing`(path: String) throws {
        let foreign = try site.browser(of: site.newcomer(email: "eve@example.org"))
        foreign.open("/onboarding")
        let tokens: [[(String, String)]] = [
            [], [("csrf_token", "")], [("csrf_token", String(repeating: "A", count: 43))],
            foreign.hiddenFields(of: "/sign-out"),
        ]
        for fields in tokens {
            let response = browser.post(path, fields)
            #expect(response.status == .forbidden)
            #expect(response.body.contains("This page was out of date"))
        }
        try expectNothingChanged()
    }

    @Test(arguments: forms)
    func `refuses a form from another site, even with the token, and changes nothing`(path: String) throws {
        for headers in [
            [("Sec-Fetch-Site", "cross-site")], [("Origin", "https://evil.example")], [("Origin", "null")],
        ] {
            let response = browser.post(path, token, headers: headers)
            #expect(response.status == .forbidden)
            #expect(response.body.contains("This came from another site"))
        }
        try expectNothingChanged()
    }

    @Test(arguments: forms)
    func `refuses another content type, a malformed form and one with too many fields`(path: String) throws {
        let json = browser.send(.post, path, headers: [("Content-Type", "application/json")], body: "{}")
        #expect(json.status == .unsupportedMediaType)
        let broken = browser.send(
            .post, path, headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "csrf_token=%f")
        #expect(broken.status == .badRequest)
        let many = browser.post(path, token + (0..<20).map { ("field\($0)", "") })
        #expect(many.status == .badRequest)
        #expect(many.body.contains("more than 20 fields"))
        try expectNothingChanged()
    }

    @Test(arguments: ["/deploy", "/delete-server", "/onboarding"])
    func `sends someone who is not signed in to the sign-in page`(path: String) throws {
        let response = site.browser().post(path, token)
        #expect(response.status == .seeOther)
        #expect(response.location?.hasPrefix("/sign-in") == true)
        let json = site.browser().send(.post, path, headers: [("Accept", "application/json")])
        #expect(json.status == .unauthorized)
        try expectNothingChanged()
    }

    @Test func `accepts the page's token from our own origin`() throws {
        #expect(browser.post("/delete-server", token, headers: []).status == .seeOther)
        #expect(site.calls.launched.count == 1)
    }
}

struct CrossOriginCheckTests {
    private let check = CrossOriginCheck(origin: "https://cloud.example.org")

    private func isAccepted(_ headers: [(String, String)]) -> Bool {
        do throws(HTTPProblem) {
            try check.require(Request(method: .post, path: "/deploy", headers: Headers(headers)))
            return true
        } catch {
            #expect(error.code == "cross_origin")
            return false
        }
    }

    @Test func `accepts our own pages and clients that are no browsers`() {
        #expect(isAccepted([]))
        #expect(isAccepted([("Origin", "https://cloud.example.org")]))
        #expect(isAccepted([("Sec-Fetch-Site", "same-origin"), ("Origin", "https://cloud.example.org")]))
        // A browser that uses another name of this host is still same-origin.
        #expect(isAccepted([("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost:8080")]))
        #expect(isAccepted([("Sec-Fetch-Site", "none")]))
    }

    @Test(arguments: [
        "https://evil.example", "null", "", "http://cloud.example.org", "https://cloud.example.org:8443",
        "https://cloud.example.org.evil.example", "https://CLOUD.example.org",
    ])
    func `refuses another origin`(origin: String) {
        #expect(!isAccepted([("Origin", origin)]))
    }

    @Test(arguments: ["cross-site", "same-site", "", "Same-Origin"])
    func `refuses a request that the browser calls cross-site, whatever its origin`(site: String) {
        #expect(!isAccepted([("Sec-Fetch-Site", site), ("Origin", "https://cloud.example.org")]))
    }
}
