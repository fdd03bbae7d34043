import SQLite
import TestSupport
import Testing

/// Hetzner's possible responses to the creation of a server.
@Suite(.serialized, .sharedSite())
struct HetznerTroubleTests {
    @Test(arguments: [
        "lost-answer:call=POST /servers,times=1", "lost-answer:call=POST /ssh_keys,times=1",
        "server-error:call=POST /servers,when=after,times=1",
        "bad-gateway:call=POST /servers,when=after,times=1",
        "gateway-timeout:call=POST /servers,when=after,times=1",
        "malformed-json:call=POST /servers,times=1", "server-error:call=POST /servers,times=1",
        "unavailable:times=3", "bad-gateway:call=GET /firewalls/*,times=2", "rate-limited:share=25,times=2",
        "conflict:call=POST /servers,times=1",
    ])
    func `creates one server despite a lost or failed response`(fault: String) async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        defer { #expect(throws: Never.self) { try site.recover() } }
        try site.inject(fault)
        try ada.deploy()
        try await ada.waitForPhase("ready")
        #expect(try site.faultsFired() > 0, "the fault never fired")
        #expect(try site.servers(of: ada).count == 1)
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
        #expect(
            try site.sshKeyNames().filter { name in try site.jobs(of: ada).contains { name.hasSuffix($0) } }
                .count == 1)
    }

    @Test func `saves a callback that arrives before the response to the create call`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("slow:call=POST /servers,seconds=20,times=1")
        try ada.deploy()
        try await ada.waitForPhase("ready")
        let job = try #require(try site.jobs(of: ada).first)
        let times = try site.rows(
            """
            SELECT callback_used_at AS called, (SELECT at FROM job_events
                WHERE job_id = jobs.id AND step = 'create' AND kind = 'finished') AS created
            FROM jobs WHERE id = \(job)
            """
        ) { row throws(SQLiteError) in (called: try row.int("called"), created: try row.int("created")) }
        let (called, created) = try #require(times.first)
        #expect(called < created)
        #expect(try site.servers(of: ada).count == 1)
    }

    @Test(arguments: ["honest", "hopeful"])
    func `orders from the next location when the first is sold out`(catalogue: String) async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        defer { #expect(throws: Never.self) { try site.recover() } }
        try site.inject("sold-out:type=cx23,location=nbg1,catalogue=\(catalogue)")
        try ada.deploy()
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).map { "\($0.type) \($0.location)" } == ["cx23 fsn1"])
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("cx23 in fsn1"))
    }

    @Test func `reports that everything is sold out and leaves nothing`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("sold-out")
        try ada.deploy()
        let job = try #require(try site.jobs(of: ada).first)
        try await waitUntil("another try") { try site.history(of: job).contains("create retried") }
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("Hetzner has no server of this kind to give right now"))
        // 15 minutes, less the time reserved for the set-up and the undo.
        try await site.passWait(of: ada, .seconds(631))
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("Hetzner has no servers of this kind to give right now.") == true)
        try site.recover()
        try await site.expectNothingLeft(of: ada)
        try ada.deploy()
        try await ada.waitForPhase("ready")
    }

    @Test(arguments: [
        ("quota:limit=0", "We have reached the number of servers our provider allows us."),
        ("quota:of=primary_ips,limit=0", "We have reached the number of servers our provider allows us."),
        ("action-fails:command=create_server", "Your server could not be started at Hetzner."),
    ])
    func `reports a permanent refusal at once`(fault: String, sentence: String) async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject(fault)
        try ada.deploy()
        if fault.hasPrefix("action-fails") {
            try await site.waitForStep("await_set_up", of: ada)
            // So much for the job that no time is left for another server, and a minute for the step.
            try site.ageStep(of: ada, by: .seconds(-640))
            try site.ageJob(of: ada, by: .seconds(640))
            try await site.passWait(of: ada, .seconds(61))
        }
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix(sentence) == true, "\(status)")
        try site.recover()
        try await site.expectNothingLeft(of: ada)
    }
}
