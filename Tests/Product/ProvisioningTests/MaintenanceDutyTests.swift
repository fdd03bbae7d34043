import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

/// One `maintain` at a time, whenever the other one wakes up.
struct MaintenanceDutyTests {
    private static let changes = ["POST ", "PUT ", "DELETE "]

    private func duty(_ deploy: SimulatedDeploy, _ owner: String) throws -> MaintenanceDuty? {
        try MaintenanceDuty(store: deploy.test.another(), owner: owner, log: deploy.silence) { _ in false }
    }

    @Test func `the lease is one process's until it no longer renews it`() throws {
        let deploy = try SimulatedDeploy()
        let first = try #require(try duty(deploy, "a"))
        deploy.pass(MaintenanceDuty.leaseDuration - .seconds(1))
        try first.renew()
        deploy.pass(MaintenanceDuty.leaseDuration - .seconds(1))
        #expect(try duty(deploy, "b") == nil)
        deploy.pass(.seconds(1))
        #expect(try duty(deploy, "b") != nil)
        #expect(throws: StoreError.maintenanceLost) { try first.renew() }
    }

    @Test func `one that is stopped at any call, and is replaced, changes nothing when it goes on`() throws {
        // The call at which it is stopped; until there are no more.
        var (stop, replaced) = (1, 0)
        while true {
            let deploy = try SimulatedDeploy()
            try deploy.standUp()
            try deploy.test.withRawDatabase {
                try $0.execute("UPDATE resources SET state = 'deleting', deleting_since_at = created_at")
            }
            let first = try #require(try duty(deploy, "a"))
            let before = deploy.hetzner.requests.count
            var changesBefore: [String]?
            var decided = ""
            deploy.hetzner.beforeResponding = { _ in
                guard deploy.hetzner.requests.count == before + stop else { return }
                deploy.pass(MaintenanceDuty.leaseDuration)
                #expect(try duty(deploy, "b") != nil)
                changesBefore = changes(deploy)
                decided = try decisions(deploy)
            }
            let maintenance = try deploy.maintenance(under: first.lease) { _ in
                Issue.record("a job was launched")
            }
            #expect(throws: (any Error).self) {
                try maintenance.runOnce()
                throw UnexpectedState()
            }
            guard let changesBefore else { break }
            #expect(changes(deploy) == changesBefore, "stopped at call \(stop)")
            #expect(try decisions(deploy) == decided, "stopped at call \(stop)")
            replaced += 1
            stop += 1
        }
        // Sweep and deletions of a server, a key and an address.
        #expect(replaced >= 10, "\(replaced)")
    }

    /// What maintenance has decided and recorded, as text.
    private func decisions(_ deploy: SimulatedDeploy) throws -> String {
        var lines: [String] = []
        try deploy.test.withRawDatabase { database in
            lines = try database.rows(
                """
                SELECT id || state || quote(last_error) || delete_attempts || updated_at AS line FROM resources
                UNION ALL SELECT id || quote(launched_at) || quote(lease_owner) || updated_at FROM jobs
                UNION ALL SELECT user_id || status || updated_at FROM subscriptions
                UNION ALL SELECT kind || hetzner_id || last_seen_at FROM untracked
                UNION ALL SELECT count(*) || ' entries' FROM audit_log
                """
            ) { row throws(SQLiteError) in try row.text("line") }
        }
        return lines.joined(separator: "\n")
    }

    private func changes(_ deploy: SimulatedDeploy) -> [String] {
        deploy.hetzner.requests.filter { request in Self.changes.contains(where: request.hasPrefix) }
    }

    @Test func `is checked at once while a part is stuck, and told in the store`() throws {
        let deploy = try SimulatedDeploy()
        let log = RecordedLog()
        let duty = try #require(
            try MaintenanceDuty(store: deploy.test.another(), owner: "a", log: log.logger) { _ in false })
        #expect(duty.checkProgress())
        deploy.pass(.seconds(3600))
        for progress in duty.parts where progress.part != .jobs { progress.beat() }
        #expect(!duty.checkProgress())
        #expect(log.lines.count == 1 && log.lines[0].contains("part=jobs"))
        try duty.renew()
        let beats = try deploy.test.store.maintenanceParts()
        #expect(Set(beats.map(\.name)) == Set(MaintenancePart.allCases.map(\.rawValue)))
        #expect(beats.first { $0.name == "jobs" }?.beatAt == deploy.test.store.now - .seconds(3600))
    }
}
