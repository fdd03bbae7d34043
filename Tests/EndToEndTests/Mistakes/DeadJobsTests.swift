import Foundation
import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// A thousand jobs whose processes have all died, as after a crash of the whole machine.
    struct DeadJobsTests {
        private static let maxJobs = 4
        private static let count = 1000

        @Test func `a thousand dead jobs come to their end, a few at a time, and the site answers`()
            async throws
        {
            let options = SiteOptions(configuration: ["MAX_JOBS": "\(Self.maxJobs)", "LOG_LEVEL": "info"])
            try await Site.with(options) { site in
                var ada = try await site.readyCustomer()
                try site.insertDeadJobs(Self.count)
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var longest = Duration.zero
                var (most, looks, busy) = (0, 0, 0)
                let clock = ContinuousClock()
                let start = clock.now
                try await waitUntil("all jobs have ended", within: .seconds(900)) {
                    let took = try clock.measure {
                        let status = try site.nginx.send("GET", "/healthz").status
                        // It says so when a writer would have to wait for long.
                        #expect(status == 200 || status == 503)
                        if status != 200 { busy += 1 }
                    }
                    longest = max(longest, took)
                    most = max(most, try site.heldLeases)
                    // One that has ended its job has handed its turn on.
                    #expect(site.children <= 2 * Self.maxJobs)
                    looks += 1
                    return try site.unfinished == 0
                }
                print(
                    "\(Self.count) dead jobs ended in \(clock.now - start), at most \(most) at a time; "
                        + "the longest of \(looks) answers of /healthz took \(longest), \(busy) said that it is busy"
                )
                #expect(most <= Self.maxJobs)
                #expect(most > 1)
                let log = try String(contentsOfFile: site.state.log("jobs"), encoding: .utf8)
                #expect(!log.contains("database is locked"))
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }
    }
}

extension Site {
    /// Makes jobs in several steps that dead processes have left: canceled deploys, overdue ones, undos and deletions.
    fileprivate func insertDeadJobs(_ count: Int) throws {
        let numbers: SQL = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)),
                now (ms) AS (SELECT max(updated_at) FROM jobs)
            """
        try change(
            """
            INSERT INTO users (id, email, password_hash, name, created_at, updated_at)
            \(numbers) SELECT printf('00000000-0000-4000-8000-%012d', i), printf('dead-%d@example.org', i), '', 'Ada', ms, ms
            FROM n, now
            """)
        try change(
            """
            INSERT INTO subscriptions (user_id, status, provisioning_status, updated_at)
            SELECT id, 'active', 'pending', updated_at FROM users WHERE email LIKE 'dead-%'
            """)
        try change(
            """
            INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at,
                admitted_at, lease_owner, lease_expires_at, cancel_requested_at, failure_code)
            \(numbers) SELECT printf('00000000-0000-4000-9000-%012d', i), printf('00000000-0000-4000-8000-%012d', i),
                CASE i % 4 WHEN 3 THEN 'deprovision' ELSE 'deploy' END,
                CASE i % 4 WHEN 0 THEN 'prepare' WHEN 1 THEN 'create' WHEN 2 THEN 'undo' ELSE 'delete' END,
                ms, CASE i % 4 WHEN 1 THEN ms - 1 ELSE ms + 900000 END, ms, ms, ms, 'dead', 1,
                CASE i % 4 WHEN 0 THEN ms END, CASE i % 4 WHEN 2 THEN 'took_too_long' END
            FROM n, now
            """)
    }

    /// The number of jobs that a living process holds.
    fileprivate var heldLeases: Int {
        get throws {
            try rows("SELECT 1 FROM jobs WHERE ended_at IS NULL AND lease_owner <> 'dead'") {
                _ throws(SQLiteError) in
            }.count
        }
    }

    /// The number of processes of jobs, those that are about to end too.
    fileprivate var children: Int {
        RunningProcess.ours(on: state.path).count { $0.arguments.contains("--until-wait") && $0.isRunning }
    }

    fileprivate var unfinished: Int {
        get throws {
            try rows("SELECT 1 FROM jobs WHERE ended_at IS NULL") { _ throws(SQLiteError) in }.count
        }
    }
}
