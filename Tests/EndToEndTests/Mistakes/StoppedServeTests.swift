import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// A `serve` that is stopped before or after one of its writes, and goes on when the others have done what they can.
    struct StoppedServeTests {
        @Test(arguments: Interruption.allCases)
        func `a responder that wakes up late does nothing twice`(
            interruption: Interruption
        ) async throws {
            try await Site.with(SiteOptions(findsPointsOfServe: true)) { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var ada = try await site.readyCustomer()
                for kind in [KillPoint.Kind.beforeTransaction, .afterTransaction] {
                    var number = 1
                    while try await stop(interruption, at: KillPoint(kind: kind, number: number), on: site) {
                        number += 1
                    }
                    print("serve was stopped at \(number - 1) points of a \(interruption): \(kind.rawValue)")
                    #expect(number > 1)
                }
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }

        /// Stops the responder at the point while a customer deploys or deletes. Returns false when it met no such point.
        private func stop(
            _ interruption: Interruption, at point: KillPoint, on site: Site
        ) async throws -> Bool {
            let points = try #require(site.points)
            try site.forgetAttempts()
            var bea = interruption == .deploy ? try await site.customer() : try await site.readyCustomer()
            let jobs = try site.jobs(of: bea).count
            try points.begin(point, signal: SIGSTOP)
            // The response comes when the responder goes on, or never.
            let browser = bea
            async let replies = inParallel(1) { _ in
                var browser = browser
                return try? interruption == .deploy ? browser.deploy() : browser.deleteServer()
            }
            let responder = RunningProcess(id: site.server.processID)
            try await waitUntil("serve is stopped at \(point), or the job has ended") {
                try responder.isStopped || site.hasEnded(of: bea, after: jobs)
            }
            let wasStopped = responder.isStopped
            try points.aim(at: nil)
            if wasStopped {
                try await waitUntil("the others have done what they can at \(point)") {
                    try site.jobs(of: bea).count == jobs || site.waitsForCallback(of: bea)
                        || site.hasEnded(of: bea, after: jobs)
                }
                responder.signal(SIGCONT)
            }
            _ = try await replies
            try await waitUntil("an end after \(point)") { try site.hasEnded(of: bea, after: jobs) }
            try await bea.waitForPhase(interruption == .deploy ? "ready" : "none")
            try await site.waitForEndOfProcesses()
            #expect(try site.jobs(of: bea).count == jobs + 1, "\(point)")
            if interruption == .deploy {
                try site.expectServer(of: &bea, "\(point)")
            } else {
                #expect(try site.liveServers(of: bea).isEmpty, "\(point)")
            }
            return wasStopped
        }
    }
}

extension Site {
    /// True when the customer has more jobs than that, and the newest one has ended.
    fileprivate func hasEnded(of customer: Customer, after count: Int) throws -> Bool {
        guard try jobs(of: customer).count > count else { return false }
        let user = try id(of: customer)
        return try rows("SELECT 1 FROM jobs WHERE user_id = \(user) AND ended_at IS NULL") {
            _ throws(SQLiteError) in
        }.isEmpty
    }

    /// True when the customer's server was ordered and has not reported, and no process is at work.
    fileprivate func waitsForCallback(of customer: Customer) throws -> Bool {
        let user = try id(of: customer)
        return try !rows(
            """
            SELECT 1 FROM jobs WHERE user_id = \(user) AND step = 'await_set_up' AND lease_owner IS NULL
                AND callback_outcome IS NULL AND ended_at IS NULL
            """
        ) { _ throws(SQLiteError) in }.isEmpty
    }
}
