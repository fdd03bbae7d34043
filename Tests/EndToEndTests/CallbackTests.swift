import TestSupport
import Testing

/// The callback of a new server: its address, its content and its one-time token.
///
/// Set-up takes long enough for the tests to call before the server does.
@Suite(.sharedSite(SiteOptions(setUpTime: 10)))
struct CallbackTests {
    @Test func `accepts only the callback address given to the server`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let address = try CallbackAddress(of: ada, on: site)
        let wrong = String(address.token.reversed())
        let user = try site.id(of: ada)
        let bob = try site.id(of: try site.signedUpCustomer())
        let prefix = "/api/provision/callback/"
        for path in [
            "\(prefix)\(user)/\(wrong)", "\(prefix)\(bob)/\(address.token)",
            "\(prefix)\(user)/\(address.token)x", "\(prefix)\(user)/", "\(prefix)\(user)",
            "\(prefix)nobody/\(address.token)", prefix, "\(address.path)/more",
        ] {
            var stranger = site.visitor
            let reply = try stranger.send(
                "POST", path, headers: [CallbackAddress.form], body: Array("pub_key_ed25519=x".utf8))
            #expect(reply.status == 404, "\(path)")
            #expect(reply.text.contains("not_found"), "\(path): \(reply.text)")
        }
        #expect(try site.visitor.sent("GET", address.path).status == 405)
        #expect(try site.jobColumn("callback_outcome", of: ada) == nil)
        try await ada.waitForPhase("ready")
    }

    @Test func `refuses a malformed callback and keeps the token valid`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let address = try CallbackAddress(of: ada, on: site)
        let form = CallbackAddress.form
        let json = CallbackAddress.json
        for (type, body, status, name) in [
            (form, "", 400, "pub_key_ed25519"), (form, "pub_key_ed25519=N%2FA", 400, "pub_key_ed25519"),
            (form, "pub_key_ed25519=%ZZ", 400, "form"), (json, "{", 400, "JSON"),
            (json, "[]", 400, "JSON"), (json, #"{"status":7}"#, 400, "status"),
            (json, #"{"status":"failed","detail":"x"}"#, 400, "step"),
            (json, #"{"status":"failed","step":"bun","detail":7}"#, 400, "detail"),
            (json, #"{"status":"succeeded","pub_key_ed25519":[]}"#, 400, "pub_key_ed25519"),
            ("Content-Type: text/plain", "hello", 415, "Content-Type"),
            (form, "a=" + String(repeating: "x", count: 16 << 10), 413, "16384"),
        ] {
            let reply = try address.call(site, type, body)
            #expect(reply.status == status, "\(body.prefix(40)): \(reply.text)")
            #expect(reply.text.contains(name), "\(body.prefix(40)): \(reply.text)")
        }
        #expect(try site.jobColumn("callback_outcome", of: ada) == nil)
        try await ada.waitForPhase("ready")
    }

    @Test func `a used token changes nothing`() async throws {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        let address = try CallbackAddress(of: ada, on: site)
        let before = try site.callback(of: ada)
        for (type, body) in [
            (CallbackAddress.form, "pub_key_ed25519=" + CallbackAddress.hostKey.replacing(" ", with: "+")),
            (CallbackAddress.json, #"{"status":"failed","step":"bun","detail":"too late"}"#),
            (CallbackAddress.json, "{"),
        ] {
            let reply = try address.call(site, type, body)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"status":"ok"}"#)
        }
        #expect(try site.callback(of: ada) == before)
        try await ada.waitForPhase("ready")
    }

    @Test func `a reported failure undoes the deploy and saves the report for the operator`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let reply = try CallbackAddress(of: ada, on: site).call(
            site, CallbackAddress.json,
            #"{"status":"failed","step":"github-cli","detail":"no route to \"host\"\nattempt 3 failed"}"#)
        #expect(reply.status == 200)
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("The software could not be installed on your server.") == true)
        #expect(try site.jobColumn("failure_code", of: ada) == "set_up_failed")
        let detail = try site.jobColumn("failure_detail", of: ada)
        #expect(detail == "set-up reported: github-cli: no route to \"host\"\nattempt 3 failed")
        try await site.expectNothingLeft(of: ada)
    }
}
