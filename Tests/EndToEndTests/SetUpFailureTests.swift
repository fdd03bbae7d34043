import TestSupport
import Testing

/// A failed set-up: the server is deleted, the customer reads why, and *Retry* works.
@Suite(.serialized, .sharedSite())
struct SetUpFailureTests {
    @Test func `a failed set-up is undone, explained and can be retried`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("set-up-fails:times=1")
        try ada.deploy()
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("The software could not be installed on your server.") == true)
        let detail = try #require(try site.jobColumn("failure_detail", of: ada))
        #expect(detail.contains("bun") && detail.contains("port 443: Connection refused"), "\(detail)")
        try await site.expectNothingLeft(of: ada)

        try ada.visitor.open("/dashboard")
        let page = ada.visitor.page
        #expect(page.contains("The deploy did not work") && page.contains(">Retry</button>"))
        #expect(page.contains("The software could not be installed on your server."))
        #expect(page.contains("Everything that was created for it has been removed."))
        for internals in ["Connection refused", "bun.sh", "set_up_failed", ".swift", "/tmp/"] {
            #expect(!page.contains(internals), "\(internals)")
        }

        let reply = try ada.visitor.submit("/deploy")
        #expect(reply.status == 303)
        try await ada.waitForPhase("ready")
        #expect(try site.jobs(of: ada).count == 2)
        #expect(try site.liveServers(of: ada).count == 1)
        #expect(try site.record(of: ada)["provisioning_error"] == nil)
    }

    @Test func `a server that never calls back fails the deploy after the timeout`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("no-callback:times=1")
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        try await site.passWait(of: ada, .seconds(301))
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("Your server did not finish its installation in time.") == true)
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `a repeated callback changes nothing`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("callback-twice:times=1")
        try ada.deploy()
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).count == 1)
    }

    @Test func `a Rachel that does not keep running is undone and its journal is saved`()
        async throws
    {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("service-exits:times=1")
        try ada.deploy()
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("Rachel was installed but did not keep running.") == true)
        let detail = try #require(try site.jobColumn("failure_detail", of: ada))
        #expect(detail.contains("Rachel can't start: it was told to fail"), "\(detail)")
        try await site.expectNothingLeft(of: ada)
    }
}
