import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// A callback that comes while the job's first process is still at work is not lost, at whichever point it comes, and
    /// whether the process then goes on or is killed.
    struct EarlyCallbackTests {
        @Test(arguments: [SIGCONT, SIGKILL])
        func `a callback that comes before the job waits for it is not lost`(signal: Int32) async throws {
            try await Site.with(SiteOptions(findsPoints: true)) { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                try site.recordSleepers()
                // The first deploy of a site makes the firewall and reads the catalogue.
                _ = try await site.readyCustomer()
                var moments: [KillPoint.Kind: Int] = [:]
                for kind in [KillPoint.Kind.beforeTransaction, .afterTransaction, .afterAPIResponse] {
                    var point = KillPoint(kind: kind, number: 1)
                    while try await Self.callBack(at: &point, then: signal, site) {
                        moments[kind, default: 0] += 1
                        point = KillPoint(kind: kind, number: point.number + 1)
                    }
                }
                print("callbacks came at \(moments)")
                // Hetzner's response to the order; the server's record, the next step, the renewed lease, the wait.
                #expect(moments[.afterAPIResponse] == 1)
                #expect(moments[.beforeTransaction, default: 0] >= 4)
                #expect(moments[.afterTransaction, default: 0] >= 4)
                #expect(try site.ledgerMismatches() == [])
            }
        }

        /// Deploys, and stops the first process at the point, or at the next one of its kind at which the server is
        /// ordered. Sends the signal to it once the callback has come. False when it has no such point.
        private static func callBack(
            at point: inout KillPoint, then signal: Int32, _ site: Site
        ) async throws -> Bool {
            try site.forgetAttempts()
            var ada = try await site.customer()
            let points = try #require(site.points)
            try points.begin(point, signal: SIGSTOP)
            try ada.deploy()
            var stopped = try await stop(at: point, of: &ada, points)
            while let process = stopped, process.position == 1, try site.liveServers(of: ada).isEmpty {
                point = KillPoint(kind: point.kind, number: point.number + 1)
                try points.aim(at: point, signal: SIGSTOP)
                RunningProcess(id: process.id).signal(SIGCONT)
                stopped = try await stop(at: point, of: &ada, points)
            }
            let isFirst = stopped?.position == 1
            if isFirst {
                try await waitUntil("the callback has come") {
                    try site.jobColumn("callback_outcome", of: ada) == "succeeded"
                }
            }
            if let stopped { RunningProcess(id: stopped.id).signal(isFirst ? signal : SIGCONT) }
            try await ada.waitForPhase("ready")
            try await site.waitForEndOfProcesses()
            #expect(try site.liveServers(of: ada).count == 1, "\(point)")
            #expect(try site.ledger(of: ada) == ["ssh_key created", "server created"], "\(point)")
            #expect(try site.sleepers == 0, "\(point)")
            return isFirst
        }

        /// Waits until a process is stopped at the point; nil when the deploy has ended without one.
        private static func stop(
            at point: KillPoint, of customer: inout Customer, _ points: PointDirectory
        ) async throws -> (id: Int32, position: Int)? {
            try await waitFor("a process is stopped at \(point), or the deploy has ended") {
                if let process = try points.process(at: point) {
                    return RunningProcess(id: process.id).isStopped ? .some(process) : nil
                }
                return try customer.status().phase == "ready" ? .some(nil) : nil
            }
        }
    }
}

extension Site {
    /// Writes down each job that begins to wait for a callback which has come.
    fileprivate func recordSleepers() throws {
        try change("CREATE TABLE sleepers (job TEXT NOT NULL)")
        try change(
            """
            CREATE TRIGGER sleepers_found AFTER UPDATE ON jobs WHEN new.callback_used_at IS NOT NULL
                AND new.step = 'await_set_up' AND new.lease_owner IS NULL AND new.wake_at IS NOT NULL
            BEGIN INSERT INTO sleepers VALUES (new.id); END
            """)
    }

    fileprivate var sleepers: Int {
        get throws { try rows("SELECT 1 FROM sleepers") { _ throws(SQLiteError) in }.count }
    }
}
