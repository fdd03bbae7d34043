import Crypto
import HTTP
import Store
import Testing

@testable import Web

struct SignInTests {
    private let site: TestSite
    private let user: User.ID
    private let browser: Browser
    private static let password = "a long enough password"

    init() throws {
        site = try TestSite {
            $0.signInsPerEmail = AttemptLimit(count: 2, per: .seconds(900))
            $0.signInsPerAddress = AttemptLimit(count: 3, per: .seconds(900))
        }
        // Hashed at a lower cost than today's, so that these tests are quick.
        let hash = try PasswordHash.make(Secret(Self.password), cost: .init(log2N: 4, r: 1, p: 1))
        user = try site.store.addUser(email: "ada@example.org", name: "Ada", password: hash)
        browser = site.browser()
        browser.open("/sign-in")
    }

    @Test
    func `signs in with the right password and redirects to the dashboard, whatever the address's case`()
        throws
    {
        let response = browser.submit("/sign-in", ["email": " ADA@example.org ", "password": Self.password])
        #expect(response.status == .seeOther)
        #expect(response.location == "/dashboard")
        #expect(browser.cookies[Browser.sessionCookie]?.utf8.count == 43)
        #expect(browser.cookies[Browser.formCookie] == nil)
        #expect(browser.open("/dashboard").body.contains("Hello, Ada"))
    }

    @Test func `hashes a password again that was hashed at an old cost`() throws {
        browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        let hash = try #require(try site.store.passwordHash(of: user))
        #expect(!hash.isOutdated)
        #expect(try hash.verify(Secret(Self.password)))
        #expect(browser.open("/dashboard").status == .ok)
    }

    @Test func `responds equally to a wrong password and to an unknown address`() throws {
        let wrong = browser.submit("/sign-in", ["email": "ada@example.org", "password": "not the password"])
        #expect(wrong.status == .unauthorized)
        #expect(wrong.body.contains("Email address and password don’t match an account."))
        #expect(wrong.body.contains("value=\"ada@example.org\""))
        #expect(!wrong.body.contains("not the password"))
        let unknown = browser.submit(
            "/sign-in", ["email": "eve@example.org", "password": "not the password"])
        #expect(unknown.status == wrong.status)
        #expect(
            unknown.body.replacing("eve@", with: "ada@") == wrong.body)
        #expect(browser.cookies[Browser.sessionCookie] == nil)
    }

    @Test func `shows each error at its field and keeps what was typed, except the password`() {
        let response = browser.submit("/sign-in", ["email": "\"><b>ada", "password": ""])
        #expect(response.status == .badRequest)
        #expect(response.body.contains("value=\"&quot;&gt;&lt;b&gt;ada\""))
        #expect(
            response.body.contains("<a href=\"#email\">Enter an email address like name@example.org.</a>"))
        #expect(
            response.body.contains("<p class=\"field-error\" id=\"password-error\">Enter your password.</p>"))
        #expect(response.body.contains("aria-describedby=\"password-error\""))
        let short = browser.submit("/sign-in", ["email": "x", "password": "hunter2hunter2"])
        #expect(!short.body.contains("hunter2"))
    }

    @Test func `returns the field errors to a program as JSON`() throws {
        let fields = browser.hiddenFields(of: "/sign-in") + [("email", "x")]
        let response = browser.post(
            "/sign-in", fields, headers: Browser.ownPage + [("X-Other", "y")])
        #expect(response.status == .badRequest)
        let body = fields.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let json = browser.send(
            .post, "/sign-in",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
            ], body: body)
        let error = try #require(JSONValue(json: Array(json.body.utf8))?["error"])
        #expect(error["code"] == .string("invalid_fields"))
        guard case .array(let fieldErrors) = error["fields"] else { throw UnexpectedState() }
        #expect(fieldErrors.map { $0["field"] } == [.string("email"), .string("password")])
    }

    @Test func `refuses a form without the browser's own token, and offers to send it again`() {
        let fields = [("email", "ada@example.org"), ("password", Self.password)]
        let forged = [
            fields, fields + [("csrf_token", String(repeating: "A", count: 43))],
            fields + [("csrf_token", "")],
        ]
        for form in forged {
            let response = browser.post("/sign-in", form)
            #expect(response.status == .forbidden)
            #expect(response.body.contains("This form had expired."))
            #expect(response.body.contains("value=\"ada@example.org\""))
        }
        let stranger = site.browser()
        let planted = stranger.post("/sign-in", browser.hiddenFields(of: "/sign-in") + fields)
        #expect(planted.status == .forbidden)
        #expect(stranger.cookies[Browser.formCookie] != nil)
        #expect(stranger.cookies[Browser.sessionCookie] == nil)
    }

    @Test func `refuses a form that another site sends`() {
        let fields =
            browser.hiddenFields(of: "/sign-in") + [
                ("email", "ada@example.org"), ("password", Self.password),
            ]
        let response = browser.post("/sign-in", fields, headers: [("Sec-Fetch-Site", "cross-site")])
        #expect(response.status == .forbidden)
        #expect(browser.cookies[Browser.sessionCookie] == nil)
    }

    @Test func `ends a session planted before signing in`() throws {
        let planted = try Token.random()
        try site.store.startSession(of: user, token: planted, lifetime: .seconds(900))
        browser.cookies[Browser.sessionCookie] = planted.reveal()
        let signIn = browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        #expect(signIn.status == .seeOther)
        #expect(browser.cookies[Browser.sessionCookie] != planted.reveal())
        #expect(try site.store.session(planted) == nil)
    }

    @Test func `redirects to the page that asked for the sign-in`() {
        #expect(browser.open("/onboarding").location == "/sign-in?next=/onboarding")
        browser.open("/sign-in?next=/onboarding")
        let response = browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        #expect(response.location == "/onboarding")
        #expect(browser.open("/sign-in?next=/subscription").location == "/subscription")
        #expect(browser.open("/sign-in?next=https://evil.example").location == "/dashboard")
        #expect(browser.open("/sign-in?next=%zz").location == "/dashboard")
    }

    @Test func `limits the attempts per email address, from all client addresses together`() throws {
        for _ in 0..<2 {
            #expect(
                browser.submit("/sign-in", ["email": "ada@example.org", "password": "x"]).status
                    == .unauthorized)
        }
        browser.remoteAddress = "198.51.100.7"
        let refused = browser.submit("/sign-in", ["email": "ADA@example.org", "password": Self.password])
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers["Retry-After"] == "900")
        #expect(refused.body.contains("Wait a while before you try again."))
        site.advance(.seconds(901))
        #expect(
            browser.submit("/sign-in", ["email": "ada@example.org", "password": "x"]).status == .unauthorized)
    }

    @Test func `limits the attempts per client address, for all email addresses together`() {
        for number in 0..<3 {
            browser.submit("/sign-in", ["email": "u\(number)@example.org", "password": "x"])
        }
        let refused = browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        #expect(refused.status == .tooManyRequests)
        browser.remoteAddress = "198.51.100.7"
        let other = browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        #expect(other.status == .seeOther)
    }

    @Test func `a success resets the count of the email address`() throws {
        browser.submit("/sign-in", ["email": "ada@example.org", "password": "x"])
        browser.submit("/sign-in", ["email": "ada@example.org", "password": Self.password])
        for _ in 0..<2 {
            let next = site.browser()
            next.remoteAddress = "198.51.100.7"
            next.open("/sign-in")
            #expect(
                next.submit("/sign-in", ["email": "ada@example.org", "password": "x"]).status == .unauthorized
            )
        }
    }

    @Test func `a session ends when it expires and by signing out`() throws {
        let session = try site.browser(of: user)
        #expect(session.open("/dashboard").status == .ok)
        let cookie = session.cookies[Browser.sessionCookie]
        #expect(session.submit("/sign-out").location == "/")
        #expect(session.cookies[Browser.sessionCookie] == nil)
        session.cookies[Browser.sessionCookie] = cookie
        #expect(session.open("/dashboard").location == "/sign-in")
        let other = try site.browser(of: user)
        site.advance(.seconds(86_401))
        #expect(other.open("/dashboard").location == "/sign-in")
        #expect(other.post("/sign-out", []).location == "/")
    }

    @Test func `signing in from two tabs is no error`() {
        let fields =
            browser.hiddenFields(of: "/sign-in") + [
                ("email", "ada@example.org"), ("password", Self.password),
            ]
        #expect(browser.post("/sign-in", fields).status == .seeOther)
        let second = browser.post("/sign-in", fields)
        #expect(second.status == .seeOther)
        #expect(second.location == "/dashboard")
    }
}
