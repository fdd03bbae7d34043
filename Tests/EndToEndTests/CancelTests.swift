import Foundation
import SQLite
import TestSupport
import Testing

/// Cancellation of a deploy by the customer and the operator, and the operator's commands on jobs.
@Suite(.serialized, .sharedSite(SiteOptions(setUpTime: 10, configuration: ["SERVICE_SETTLE_SECONDS": "5"])))
struct CancelTests {
    @Test func `the customer cancels a deploy on the page`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("href=\"/cancel-deploy\""))
        try ada.visitor.open("/cancel-deploy")
        #expect(try ada.visitor.submit("/cancel-deploy")["location"] == "/dashboard")
        try await ada.waitForPhase("canceled")
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("The deploy was canceled."))
        try await site.expectNothingLeft(of: ada)
        try ada.deploy()
        try await ada.waitForPhase("ready")
        try ada.visitor.open("/cancel-deploy")
        #expect(!ada.visitor.page.contains("Cancel the deploy?"))
    }

    @Test func `a job killed before it saw the cancellation is undone by the next process`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try await site.killJob(of: ada)
        let reply = try ada.visitor.send(
            "POST", "/api/provision/cancel", headers: ["Origin: \(ada.visitor.origin)"])
        #expect(reply.status == 202)
        #expect(try ada.status().phase == "deploying")
        // Maintenance finds out by itself that the process is dead.
        #expect(try await site.command("maintain", "--once").status == 0)
        try await ada.waitForPhase("canceled")
        try await site.expectNothingLeft(of: ada)
        #expect(try site.jobs(of: ada) == [job])
    }

    @Test func `the operator cancels a deploy and retries it`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        let early = try await site.command("jobs", "retry", job)
        #expect(early.status == 1 && early.errorText.contains("has not ended"))
        #expect(try await site.command("jobs", "cancel", job).status == 0)
        try await ada.waitForPhase("canceled")
        let late = try await site.command("jobs", "cancel", job)
        #expect(late.status == 1 && late.errorText.contains("has ended"))

        let retry = try await site.command("jobs", "retry", job)
        #expect(retry.status == 0, "\(retry.errorText)")
        try await ada.waitForPhase("ready")
        #expect(try site.jobs(of: ada) == [job, retry.output.trimmingCharacters(in: .newlines)])
        let again = try await site.command("jobs", "retry", job)
        #expect(again.status == 1 && again.errorText.contains("has a server"))

        let audit = try await site.command("audit", "--user", ada.email)
        #expect(audit.output.contains("operator  deploy.cancel_requested"), "\(audit.output)")
        let stats = try await site.command("jobs", "stats", "--json")
        #expect(stats.output.contains("\"canceled\" : "), "\(stats.output)")
    }

    @Test func `a stopped process loses its job when the operator releases it`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        let stuck = try #require(site.processes(of: job).first)
        try await site.pause(stuck)
        #expect(try await site.command("jobs", "release", job).status == 0)
        try await ada.waitForPhase("ready")
        stuck.signal(SIGCONT)
        try await waitUntil("the old process has ended") { !stuck.isRunning }
        #expect(try ada.status().phase == "ready")
        #expect(try site.liveServers(of: ada).count == 1)
        let late = try await site.command("jobs", "release", job)
        #expect(late.status == 1 && late.errorText.contains("has ended"))
    }
}
