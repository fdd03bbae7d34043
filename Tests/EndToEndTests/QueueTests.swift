import Foundation
import TestSupport
import Testing

/// More deploys than may be at work at once, and more than there may be servers.
struct QueueTests {
    private static let options = SiteOptions(
        configuration: [
            "MAX_JOBS": "1", "MAX_SERVERS": "2", "DEPLOYS_PER_DAY": "1", "SERVICE_SETTLE_SECONDS": "5",
        ])

    @Test func `a second deploy is queued, then ready, and a third finds no room`() async throws {
        try await Site.with(Self.options) { site in
            var (ada, bea, cyd) = (
                try await site.customer(), try await site.customer(), try await site.customer()
            )
            try ada.deploy()
            try await site.waitForStep("verify", of: ada)
            let job = try #require(try site.jobs(of: ada).first)
            let process = try #require(site.processes(of: job).first)
            // So that its turn lasts for as long as the test looks.
            try await site.pause(process)

            try bea.deploy()
            let queued = try bea.status()
            #expect(queued.phase == "deploying" && queued.queued?.ahead == 0)
            try bea.visitor.open("/dashboard")
            #expect(bea.visitor.page.contains("Queued: your deploy waits for its turn..."))
            #expect(bea.visitor.page.contains("Yours is next."))
            let waiting = try #require(try site.jobs(of: bea).first)
            #expect(site.processes(of: waiting).isEmpty)
            let list = try await site.command("jobs", "show", waiting)
            #expect(list.output.contains("queued"), "\(list.output)")

            try await expectNoRoom(&cyd, site)
            process.signal(SIGCONT)
            try await ada.waitForPhase("ready")
            let ready = try await bea.waitForPhase("ready")
            #expect(ready.queued == nil)

            try ada.deleteServer()
            try await ada.waitForPhase("none")
            try await expectRefusal(of: ada, "too_many_deploys", "have reached DEPLOYS_PER_DAY", site)
        }
    }

    private func expectNoRoom(_ customer: inout Customer, _ site: Site) async throws {
        try customer.visitor.open("/dashboard")
        #expect(customer.visitor.page.contains("We have no room for another server at the moment."))
        try await expectRefusal(
            of: customer, "server_limit_reached", "as many servers as MAX_SERVERS allows", site)
        let log = try String(contentsOfFile: site.state.log("serve"), encoding: .utf8)
        #expect(log.contains("level=warning event=deploy.refused"))
        #expect(log.contains("level=warning event=servers.near_limit"))
    }

    /// The deploy is refused by the API and by the operator's command, and starts nothing.
    private func expectRefusal(
        of customer: Customer, _ code: String, _ sentence: String, _ site: Site
    ) async throws {
        var visitor = customer.visitor
        let jobs = try site.jobs(of: customer)
        let reply = try visitor.send("POST", "/api/provision/deploy")
        #expect(reply.text.contains("\"code\":\"\(code)\""), "\(reply.text)")
        let command = try await site.command("provision", "--user", customer.email)
        #expect(command.status == 1)
        #expect(command.errorText.contains(sentence), "\(command.errorText)")
        #expect(try site.jobs(of: customer) == jobs)
    }
}
