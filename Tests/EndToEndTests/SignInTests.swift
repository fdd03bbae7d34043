import Foundation
import TestSupport
import Testing

/// Sign-in, sessions, and the protection of forms.
@Suite(.sharedSite())
struct SignInTests {
    @Test func `refuses a wrong password and an unknown address with the same response`() async throws {
        let site = try Site.shared
        let ada = try site.signedUpCustomer()
        let replies = try [(ada.email, "wrong horse battery"), ("nobody@example.org", ada.password)].map {
            email, password in
            var stranger = site.visitor
            try stranger.open("/sign-in")
            let reply = try stranger.submit("/sign-in", ["email": email, "password": password])
            #expect(stranger.cookies["rachel_session"] == nil)
            return reply
        }
        #expect(replies.map(\.status) == [401, 401])
        for reply in replies {
            #expect(reply.text.contains("Email address and password don’t match an account."))
        }
    }

    @Test func `the right password signs in, and signing out invalidates the session`() async throws {
        let site = try Site.shared
        var ada = try site.signedUpCustomer()
        let signedUp = ada.visitor
        try ada.visitor.open("/dashboard")
        #expect(try ada.visitor.submit("/sign-out")["location"] == "/")
        #expect(ada.visitor.cookies["rachel_session"] == nil)
        #expect(try signedUp.sent("GET", "/api/provision/status").status == 401)

        let asked = try ada.visitor.open("/onboarding")
        #expect(asked.status == 303)
        #expect(asked["location"] == "/sign-in?next=/onboarding")
        try ada.visitor.open("/sign-in?next=/onboarding")
        let reply = try ada.visitor.submit("/sign-in", ["email": ada.email, "password": ada.password])
        #expect(reply.status == 303)
        #expect(reply["location"] == "/onboarding")
        #expect(try ada.status().phase == "none")
    }

    @Test(arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "/deploy", "javascript:x"])
    func `signing in never redirects to another site`(destination: String) async throws {
        let site = try Site.shared
        var stranger = site.visitor
        let escaped = try #require(destination.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        try stranger.open("/sign-in?next=" + escaped)
        #expect(try PageForm(action: "/sign-in", on: stranger.page)["next"] == "/dashboard")
    }

    @Test func `the session cookie is hidden from scripts and other sites`() async throws {
        let site = try Site.shared
        var visitor = site.visitor
        try visitor.open("/sign-up")
        let reply = try visitor.submit(
            "/sign-up", ["name": "Bob", "email": "bob-flags@example.org", "password": "a long enough one"])
        let cookie = try #require(reply.all("set-cookie").first { $0.hasPrefix("rachel_session=") })
        for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] { #expect(cookie.contains(flag)) }
        #expect(!cookie.contains("Domain"))
        // Over http, which only loopback may use, browsers would not take it.
        #expect(!cookie.contains("Secure"))
        #expect(reply["cache-control"] == "no-store")
    }

    @Test func `cookies over HTTPS have the __Host- prefix`() async throws {
        var options = SiteOptions()
        options.configuration = ["BASE_URL": "https://cloud.example.org"]
        try await Site.with(options) { site in
            let reply = try site.visitor.sent("GET", "/sign-in")
            let cookie = try #require(reply.all("set-cookie").first)
            #expect(cookie.hasPrefix("__Host-rachel_form="))
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Secure"))
        }
    }

    @Test func `a form without the right token changes nothing`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        let bob = try site.signedUpCustomer()
        var bobs = bob.visitor
        try bobs.open("/dashboard")
        let foreign = try #require(try PageForm(action: "/sign-out", on: bobs.page)["csrf_token"])
        for token in ["", "x", foreign, String(foreign.reversed())] {
            let reply = try ada.visitor.post("/deploy", [("csrf_token", token)])
            #expect(reply.status == 403)
            #expect(reply.text.contains("This page was out of date"))
        }
        #expect(try ada.visitor.post("/deploy", []).status == 403)
        #expect(try site.jobs(of: ada).isEmpty)
        #expect(try ada.status().phase == "none")
    }

    @Test(arguments: [
        ["Origin: https://evil.example"], ["Origin: null"], ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"], ["Origin: http://127.0.0.1"],
    ])
    func `refuses forms that another site's page submits`(headers: [String]) async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.visitor.open("/dashboard")
        let fields = try PageForm(action: "/deploy", on: ada.visitor.page).filledIn([:])
        let form = try ada.visitor.post("/deploy", fields, headers: headers)
        #expect(form.status == 403)
        #expect(form.text.contains("This came from another site"))
        #expect(try ada.visitor.send("POST", "/api/provision/deploy", headers: headers).status == 403)
        var stranger = site.visitor
        try stranger.open("/sign-in")
        let signIn = try PageForm(action: "/sign-in", on: stranger.page).filledIn([
            "email": ada.email, "password": ada.password,
        ])
        #expect(try stranger.post("/sign-in", signIn, headers: headers).status == 403)
        #expect(try site.jobs(of: ada).isEmpty)
    }

    @Test func `limits wrong passwords for an account`() async throws {
        let site = try Site.shared
        let ada = try site.signedUpCustomer()
        var stranger = site.visitor
        var statuses: [Int] = []
        for guess in 0..<11 {
            try stranger.open("/sign-in")
            let reply = try stranger.submit("/sign-in", ["email": ada.email, "password": "guess \(guess)"])
            statuses.append(reply.status)
            if reply.status == 429 { #expect(reply["retry-after"] != nil) }
        }
        #expect(statuses == Array(repeating: 401, count: 10) + [429])
    }

    @Test func `every private page and action requires a session`() async throws {
        let stranger = try Site.shared.visitor
        for path in ["/dashboard", "/onboarding", "/subscription", "/delete-server"] {
            let reply = try stranger.sent("GET", path, headers: ["Accept: text/html"])
            #expect(reply.status == 303)
            #expect(reply["location"]?.hasPrefix("/sign-in") == true)
        }
        let form = ["Content-Type: application/x-www-form-urlencoded"]
        for path in ["/deploy", "/delete-server", "/onboarding"] {
            #expect(try stranger.sent("POST", path, headers: form)["location"]?.hasPrefix("/sign-in") == true)
        }
        for (method, path) in [("POST", "/api/provision/deploy"), ("GET", "/api/provision/status")] {
            let reply = try stranger.sent(method, path)
            #expect(reply.status == 401)
            #expect(reply.text.contains(#""code":"unauthorized""#))
        }
    }
}
