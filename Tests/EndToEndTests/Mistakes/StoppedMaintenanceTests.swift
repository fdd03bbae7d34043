import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// A `maintain` that is stopped until it has lost its lease, and goes on when another one has done its work.
    struct StoppedMaintenanceTests {
        /// Each exchange with Hetzner at one of its three moments, and some of the writes.
        @Test(arguments: [
            KillPoint(kind: .beforeAPIRequest, number: 1), KillPoint(kind: .afterAPIRequest, number: 2),
            KillPoint(kind: .afterAPIResponse, number: 3), KillPoint(kind: .afterTransaction, number: 1),
        ])
        func `maintenance that wakes up too late changes nothing`(first: KillPoint) async throws {
            try await Site.with(SiteOptions(findsPoints: true)) { site in
                var ada = try await site.readyCustomer()
                let stride = first.kind == .afterTransaction ? 10 : 3
                var point = first
                while try await stopAndPass(point, on: site) {
                    point = KillPoint(kind: point.kind, number: point.number + stride)
                }
                print("maintenance was stopped from \(first), every \(stride), before \(point)")
                #expect(point.number > 9)
                try site.expectServer(of: &ada)
                let last = try site.startMaintain()
                defer { last.signal(SIGKILL) }
                try await waitUntil("nothing is left to be deleted") { try site.ledgerMismatches() == [] }
            }
        }

        /// Stops a round of maintenance, which has a server to delete, at the point until another round has ended. Returns
        /// false when it met no such point.
        private func stopAndPass(_ point: KillPoint, on site: Site) async throws -> Bool {
            let points = try #require(site.points)
            try site.forgetAttempts()
            var bea = try await site.readyCustomer()
            try await site.leavePendingDeletion(of: &bea)
            try points.begin(point, signal: SIGSTOP)
            let first = try ChildProgram(
                Checkout.program("rachel-cloud"),
                ["maintain", "--once", "--config", site.state.configuration],
                log: site.state.log("maintain"), environment: points.environment)
            defer { first.signal(SIGKILL) }
            let process = RunningProcess(id: first.processID)
            try await waitUntil("it is stopped, or has ended") {
                process.isStopped || first.exitStatus != nil
            }
            guard first.exitStatus == nil else { return false }
            try points.aim(at: nil)
            try site.change("UPDATE maintenance SET expires_at = 1")
            #expect(try await site.command("maintain", "--once").status == 0, "\(point)")
            let calls = try site.changingCalls
            first.signal(SIGCONT)
            // With 0 when it was stopped after the last thing that it had to do.
            #expect([0, 1].contains(first.waitForExit()), "\(point)")
            // The call that it was stopped in comes through, and none after it.
            #expect(try site.changingCalls <= calls + 1, "\(point)")
            try site.endPauses()
            #expect(try await site.command("maintain", "--once").status == 0, "\(point)")
            return true
        }
    }
}

extension Site {
    /// Makes the customer's server a pending deletion whose job has ended.
    fileprivate func leavePendingDeletion(of customer: inout Customer) async throws {
        try inject("token-rejected:call=DELETE /servers/*")
        try customer.deleteServer()
        try await waitUntil("the deletion is recorded") {
            try ledger(of: customer).contains("server deleting")
        }
        // The next process finds that the step's time is over.
        try await killJob(of: customer)
        try ageStep(of: customer, by: .seconds(3600))
        #expect(try await command("maintain", "--once").status == 0)
        try await customer.waitForPhase("none")
        try recover()
        try endPauses()
    }

    /// The number of calls so far that change something.
    fileprivate var changingCalls: Int {
        get throws { try calls().count { !$0.hasPrefix("GET ") } }
    }
}
