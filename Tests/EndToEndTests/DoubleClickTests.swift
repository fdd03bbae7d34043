import TestSupport
import Testing

/// Repeated clicks and API calls: one job creates one server.
@Suite(.sharedSite(SiteOptions(setUpTime: 10, configuration: ["SERVICE_SETTLE_SECONDS": "5"])))
struct DoubleClickTests {
    @Test func `a double click and two tabs start one job`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.visitor.open("/dashboard")
        let screen = ada.visitor
        let replies = try await inParallel(8) { _ in
            var tab = screen
            return try tab.submit("/deploy")
        }
        #expect(replies.allSatisfy { $0.status == 303 && $0["location"] == "/dashboard" })
        try await expectOneServer(of: &ada, site)
    }

    @Test func `API calls and clicks at the same time start one job`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.visitor.open("/dashboard")
        let screen = ada.visitor
        let replies = try await inParallel(6) { index in
            var tab = screen
            return try index % 2 == 0 ? tab.submit("/deploy") : tab.send("POST", "/api/provision/deploy")
        }
        let responses = replies.filter { $0.status == 202 }.map(\.text)
        #expect(responses.count == 3 && replies.filter { $0.status == 303 }.count == 3)
        #expect(responses.count { $0 == #"{"message":"Provisioning started"}"# } <= 1)
        #expect(responses.allSatisfy { $0.hasPrefix(#"{"message":"Provisioning "#) })
        try await expectOneServer(of: &ada, site)
    }

    @Test func `a second process for the same job does nothing`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        let second = try await site.command("provision", job)
        #expect(second.status == 1)
        #expect(second.errorText.contains("another process is at work on job \(job)"))
        let byName = try await site.command("provision", "--user", ada.email)
        #expect(byName.status == 1)
        try await expectOneServer(of: &ada, site)
    }

    @Test func `a customer who has a server can't deploy another`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.visitor.open("/dashboard")
        let oldScreen = ada.visitor
        try ada.deploy()
        try await ada.waitForPhase("ready")
        var tab = oldScreen
        #expect(try tab.submit("/deploy").status == 303)
        let reply = try ada.visitor.send("POST", "/api/provision/deploy")
        #expect(reply.status == 400)
        #expect(reply.text.contains(#""code":"server_exists""#))
        try await expectOneServer(of: &ada, site)
    }

    private func expectOneServer(of ada: inout Customer, _ site: Site) async throws {
        try await ada.waitForPhase("ready")
        #expect(try site.jobs(of: ada).count == 1)
        #expect(try site.servers(of: ada).count == 1)
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
    }
}
