import Crypto
import HTTP
import ProductSupport
import Store
import Testing
import Time

@testable import Web

/// The effects of a new server's callback.
struct CallbackTests {
    private let site: TestSite
    private let user: User.ID
    private let lease: Lease
    private let token: Token
    private let server: Browser

    init() throws {
        site = try TestSite()
        user = try site.customer()
        lease = try site.deploy(of: user)
        token = try site.store.callbackToken(under: lease)
        server = site.browser()
    }

    private func call(
        user: String? = nil, token: String? = nil, type: String = "application/x-www-form-urlencoded",
        body: String = Samples.phoneHomeBody
    ) -> Browser.Response {
        server.send(
            .post, "/api/provision/callback/\(user ?? self.user.text)/\(token ?? self.token.reveal())",
            headers: [("Content-Type", type), ("User-Agent", "Cloud-Init/22.4.2")], body: body)
    }

    private var recorded: Callback? {
        get throws { try site.store.job(lease.job)?.callback }
    }

    @Test func `records cloud-init's own form in any step, and launches the job that waits`() throws {
        try site.park(lease)
        let response = call()
        #expect(response.status == .ok)
        #expect(response.body == #"{"status":"ok"}"#)
        #expect(try recorded?.outcome == .succeeded)
        #expect(try recorded?.hostKey == Samples.hostKey)
        #expect(site.calls.launched == [lease.job])
        #expect(!site.log.lines.joined().contains(token.reveal()))
    }

    @Test func `records a failed set-up with its step and last lines`() throws {
        try site.park(lease)
        let json = #"{"status":"failed","step":"bun","detail":"no route\nto host"}"#
        #expect(call(type: "application/json; charset=utf-8", body: json).status == .ok)
        #expect(try recorded?.outcome == .failed)
        #expect(try recorded?.detail == "bun: no route\nto host")
        #expect(site.calls.launched == [lease.job])
    }

    @Test func `accepts phone_home after a failure, and any repetition, without a change`() throws {
        try site.park(lease)
        _ = call(type: "application/json", body: #"{"status":"failed","step":"bun"}"#)
        for body in [Samples.phoneHomeBody, "", "nonsense=%"] { #expect(call(body: body).status == .ok) }
        #expect(try recorded?.outcome == .failed)
        #expect(site.calls.launched.count == 1)
    }

    @Test func `records a callback while the job's process is at work, and launches no other`() throws {
        let seen = try site.store.job(under: lease)
        #expect(call().status == .ok)
        #expect(try recorded?.outcome == .succeeded)
        #expect(site.calls.launched.isEmpty)
        // The process doesn't wait for what has come already.
        #expect(try !site.store.park(seen, until: site.store.now + .seconds(60), under: lease))
    }

    @Test func `accepts a callback for an ended job without a change`() throws {
        try site.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try site.store.endDeployFailed(sentence: "Sorry.", under: lease)
        #expect(call().status == .ok)
        #expect(try recorded == nil)
        #expect(site.calls.launched.isEmpty)
    }

    @Test func `responds with 404 to every body sent without the token`() throws {
        let other = try site.customer(email: "bea@example.org")
        let strangers = [
            call(token: try Token.random().reveal()), call(user: other.text),
            call(user: try User.ID.random().text),
            call(user: "7"), call(token: "short"), call(token: token.reveal() + "A"),
            call(user: "", token: ""),
            call(token: try Token.random().reveal(), body: ""),
            call(token: try Token.random().reveal(), type: "text/plain"),
        ]
        #expect(strangers.allSatisfy { $0.status == .notFound })
        #expect(Set(strangers.map(\.body)).count == 1)
        #expect(try recorded == nil)
        #expect(site.calls.launched.isEmpty)
    }

    @Test func `names the field of a malformed report, and keeps the token valid`() throws {
        let missing = call(body: "hostname=rachel")
        #expect(missing.status == .badRequest)
        #expect(missing.body.contains("\"field\":\"pub_key_ed25519\""))
        #expect(call(type: "text/plain").status == .unsupportedMediaType)
        #expect(call(type: "application/json", body: "{").status == .badRequest)
        #expect(try recorded == nil)
        #expect(call().status == .ok)
        #expect(try recorded != nil)
    }

    @Test func `needs neither a session nor an origin`() throws {
        let path = "/api/provision/callback/\(user)/\(token.reveal())"
        let response = server.send(
            .post, path,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Origin", "https://elsewhere.example"),
            ], body: Samples.phoneHomeBody)
        #expect(response.status == .ok)
        #expect(response.headers["Set-Cookie"] == nil)
    }
}
