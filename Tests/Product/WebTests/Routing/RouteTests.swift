import Crypto
import HTTP
import Store
import Testing

@testable import Web

struct RouteTests {
    private let user: User.ID
    private let token: Token

    init() throws {
        (user, token) = (try .random(), try .random())
    }

    @Test func `a callback's path holds a user id and a token`() {
        let path = "/api/provision/callback/\(user)/\(token.reveal())"
        #expect(Route(path: path) == .apiCallback(user, token))
        for malformed in [path + "/", path + "x", String(path.dropLast()), "/api/provision/callback/\(user)"]
        {
            #expect(Route(path: malformed) == nil)
        }
        #expect(Route(path: "/api/provision/callback/not-a-uuid/\(token.reveal())") == nil)
        #expect(Route(path: "/api/provision/callback//") == nil)
    }

    @Test func `accepts exact paths only`() {
        #expect(Route(path: "/dashboard") == .fixed(.dashboard))
        for path in ["", "/dashboard/", "/Dashboard", "//", "/%64ashboard", "/dashboard;x", "dashboard"] {
            #expect(Route(path: path) == nil)
        }
    }

    @Test func `every fixed path is absolute`() {
        #expect(FixedRoute.allCases.allSatisfy { $0.path.hasPrefix("/") })
    }

    @Test func `refuses an unknown method on every path`() throws {
        let browser = try TestSite().browser()
        #expect(browser.send(.other("BREW"), "/").status == .notImplemented)
        #expect(browser.send(.other("BREW"), "/nowhere").status == .notImplemented)
    }

    @Test func `names the accepted methods when it refuses another one`() throws {
        let browser = try TestSite().browser()
        let responses = [
            browser.send(.put, "/dashboard"), browser.send(.get, "/deploy"),
            browser.send(.options, "/sign-in"),
            browser.send(.get, "/api/provision/deploy"), browser.send(.delete, "/healthz"),
        ]
        #expect(responses.allSatisfy { $0.status == .methodNotAllowed })
        let allowed = ["GET, HEAD", "POST", "GET, HEAD, POST", "POST", "GET, HEAD"]
        #expect(responses.map { $0.headers["Allow"] } == allowed)
    }

    @Test func `responds to HEAD as to GET`() throws {
        let browser = try TestSite().browser()
        for path in ["/", "/healthz", "/nowhere"] {
            let (head, get) = (browser.send(.head, path), browser.send(.get, path))
            #expect(head.status == get.status)
            #expect(head.headers["Content-Type"] == get.headers["Content-Type"])
        }
    }

    @Test func `refuses a body that is too large before parsing it`() throws {
        let site = try TestSite()
        let browser = try site.browser(of: site.customer())
        let form = ("Content-Type", "application/x-www-form-urlencoded")
        let tooLarge = String(repeating: "a", count: 64 << 10 | 1)
        let response = browser.send(.post, "/onboarding", headers: [form], body: tooLarge)
        #expect(response.status == .contentTooLarge)
        let callback = "/api/provision/callback/\(user)/\(token.reveal())"
        let report = browser.send(
            .post, callback, headers: [form], body: String(tooLarge.prefix(16 << 10 | 1)))
        #expect(report.status == .contentTooLarge)
        #expect(report.body.contains("16384 bytes"))
    }

    @Test func `omits a callback's token from the logged path`() {
        let path = "/api/provision/callback/\(user)/\(token.reveal())"
        let logged = WebHandler.loggedPath(of: Request(method: .post, path: path))
        #expect(logged == "/api/provision/callback/…")
        #expect(WebHandler.loggedPath(of: Request(method: .get, path: "/sign-in")) == "/sign-in")
    }
}
