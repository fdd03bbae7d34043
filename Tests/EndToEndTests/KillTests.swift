import Foundation
import SQLite
import TestSupport
import Testing

/// Processes killed at chosen moments: the next one resumes, and there is one server in the end.
@Suite(.serialized, .sharedSite(SiteOptions(setUpTime: 10, configuration: ["SERVICE_SETTLE_SECONDS": "5"])))
struct KillTests {
    @Test func `a deploy continues when the responder is killed`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        let worker = try #require(site.processes(of: job).first)
        site.server.signal(SIGKILL)
        try await waitUntil("the responder is dead") { site.server.exitStatus == 128 + SIGKILL }
        #expect(worker.isRunning)
        try await site.restartServe()
        try await ada.waitForPhase("ready")
        #expect(try site.history(of: job).count == 6)
        #expect(try site.servers(of: ada).count == 1)
    }

    @Test func `a job killed before Hetzner's response adopts the server it ordered`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("slow:call=POST /servers,seconds=10,times=1")
        try ada.deploy()
        try await waitUntil("the server exists") { try site.servers(of: ada).count == 1 }
        let job = try await site.killJob(of: ada)
        try site.recover()
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server intended"])
        try await carryOn(job, of: &ada, site)
        #expect(
            try String(contentsOfFile: site.state.log("command"), encoding: .utf8).contains("server.adopted"))
    }

    @Test func `a job killed in a step resumes there`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try await site.killJob(of: ada)
        try await carryOn(job, of: &ada, site)
    }

    @Test func `a job waits for its callback without a process, and the callback starts one`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        try await waitUntil("the job waits") { site.processes(of: job).isEmpty }
        try await ada.waitForPhase("ready")
        #expect(try site.jobs(of: ada) == [job])
    }

    @Test func `a callback is saved while the job's lease is a dead process's`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let job = try #require(try site.jobs(of: ada).first)
        try await waitUntil("the job waits") { site.processes(of: job).isEmpty }
        try site.change("UPDATE jobs SET lease_owner = 'dead', lease_expires_at = 1 << 52 WHERE id = \(job)")
        try await waitUntil("the callback came") {
            try site.jobColumn("callback_outcome", of: ada) == "succeeded"
        }
        try site.expireLease(of: job)
        try site.change("UPDATE jobs SET updated_at = updated_at - 10000 WHERE id = \(job)")
        try ada.visitor.open("/dashboard")
        #expect(ada.visitor.page.contains("Starting is delayed."))
        try await carryOn(job, of: &ada, site)
    }

    @Test func `a killed undo resumes`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("set-up-fails:times=1")
        try site.inject("locked")
        try ada.deploy()
        try await ada.waitForPhase("cleaning_up")
        let job = try await site.killJob(of: ada)
        try site.recover()
        try site.expireLease(of: job)
        let run = try await site.command("provision", job)
        #expect(run.status == 1)
        #expect(run.errorText.contains("job \(job) failed"))
        try await ada.waitForPhase("failed")
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `a killed deletion resumes`() async throws {
        let site = try Site.shared
        var ada = try await site.readyCustomer()
        try site.inject("locked")
        try ada.deleteServer()
        try await ada.waitForPhase("deleting")
        try await waitUntil("its process is at work") {
            try site.jobs(of: ada).last.map { !site.processes(of: $0).isEmpty } ?? false
        }
        let job = try await site.killJob(of: ada)
        try site.recover()
        try site.expireLease(of: job)
        #expect(try await site.command("deprovision", job).status == 0)
        try await ada.waitForPhase("none")
        try await site.expectNothingLeft(of: ada)
    }

    @Test func `maintenance resumes a job that no process holds`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("verify", of: ada)
        let job = try await site.killJob(of: ada)
        try site.expireLease(of: job)
        #expect(try await site.command("maintain", "--once").status == 0)
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).count == 1)
        #expect(try site.jobs(of: ada) == [job])
    }

    @Test func `on SIGTERM the responder finishes the running request`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try ada.visitor.open("/dashboard")
        try await waitUntil("no request is running") { try site.connectionCount == 0 }
        // While we hold the lock, the click gets no response.
        let database = try Database(path: site.state.database)
        try database.execute("BEGIN IMMEDIATE")
        let click = try ada.visitor.startSubmitting("/deploy")
        // Without a pause that gives this thread to other tests: the click waits no longer than ten seconds.
        #expect(try eventually { try site.connectionCount == 1 }, "the click does not arrive")
        site.server.signal(SIGTERM)
        #expect(eventually { !site.isListening }, "it still listens")
        #expect(site.server.exitStatus == nil)
        try database.execute("ROLLBACK")
        #expect(try click.reply()["location"] == "/dashboard")
        try await waitUntil("the responder ends") { site.server.exitStatus == 0 }
        try await site.restartServe()
        try await ada.waitForPhase("ready")
    }

    private func carryOn(_ job: String, of ada: inout Customer, _ site: Site) async throws {
        try site.expireLease(of: job)
        let run = try await site.command("provision", job)
        try run.errorText.write(toFile: site.state.log("command"), atomically: true, encoding: .utf8)
        #expect(run.status == 0, "\(run.errorText)")
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).count == 1)
        #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"])
        #expect(try site.jobs(of: ada) == [job])
    }
}

extension Site {
    /// The number of connections that the responder has accepted and not closed, by the kernel's table (proc_net(5)).
    fileprivate var connectionCount: Int {
        get throws {
            // Foundation's readers of whole files stop after the first four kilobytes of this one.
            let table = try FileHandle(forReadingFrom: URL(filePath: "/proc/net/unix")).readToEnd() ?? Data()
            return String(decoding: table, as: UTF8.self).split(separator: "\n").count { line in
                let words = line.split(separator: " ")
                return words.count == 8 && words[5] == "03" && words[7] == state.socket
            }
        }
    }

    fileprivate var isListening: Bool {
        (try? SocketClient(path: state.socket)) != nil
    }
}
