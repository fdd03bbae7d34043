import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// A copy of the database that comes to life beside the original, in the middle of a deploy or of a deletion.
    struct CloneTests {
        private static let moments: [KillPoint] = [
            KillPoint(kind: .beforeAPIRequest, number: 1), KillPoint(kind: .afterAPIRequest, number: 4),
            KillPoint(kind: .beforeAPIRequest, number: 6),
        ]

        // Each on a site of its own, which waits two minutes for silence and needs no processor meanwhile.
        @Test(arguments: Interruption.allCases, moments)
        func `of two copies one goes on, the other observes until it is resumed, and no server is lost`(
            interruption: Interruption, point: KillPoint
        ) async throws {
            try await Site.with(SiteOptions(findsPoints: true), limit: .unlimited) { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var ada = try await site.readyCustomer()
                let bea = try await letBothWork(interruption, at: point, on: site)
                let isOriginal = try !site.isObserving()
                #expect(try site.isObserving(site.database(of: "copy")) == isOriginal, "\(point)")
                print(
                    "\(interruption.rawValue), \(point): \(isOriginal ? "the original" : "the copy") goes on")
                try site.expectServer(of: &ada)
                guard isOriginal else { return try await resume(ada, bea, on: site) }
                var customer = bea
                try await customer.waitForPhase(interruption == .deploy ? "ready" : "none")
                #expect(try site.ledgerMismatches() == [])
            }
        }

        /// Copies the database at the point, and lets copy and original work until one of them observes; the copy ends
        /// then.
        private func letBothWork(
            _ interruption: Interruption, at point: KillPoint, on site: Site
        ) async throws -> Customer {
            let points = try #require(site.points)
            var bea = try await (interruption == .deploy ? site.customer() : site.readyCustomer())
            try await site.waitForEndOfProcesses()
            try points.begin(point, signal: SIGSTOP)
            if interruption == .deploy { try bea.deploy() } else { try bea.deleteServer() }
            let process = try #require(
                try await site.stoppedProcess(at: point, of: &bea, points), "nobody came to \(point)")
            let copy = try site.copyInstallation(to: "copy")
            try points.aim(at: nil)
            // As on another machine, or two minutes later.
            let database = try Database(path: site.database(of: "copy"))
            try database.execute("UPDATE maintenance SET owner = NULL, expires_at = NULL")
            try database.execute("UPDATE jobs SET lease_owner = NULL, lease_expires_at = NULL")
            let twin = try ChildProgram(
                Checkout.program("rachel-cloud"), ["maintain", "--interval", "1", "--config", copy],
                log: site.state.log("maintain-copy"))
            process.signal(SIGCONT)
            try await waitUntil("one of the two observes") {
                try site.isObserving() || site.isObserving(site.database(of: "copy"))
            }
            twin.signal(SIGKILL)
            _ = twin.waitForExit()
            try await waitUntil("the processes of the copy end") {
                !RunningProcess.ours(on: site.state.path).contains { $0.arguments.contains(copy) }
            }
            return bea
        }

        /// Ends the observing of the original, while the copy is stopped for good, and gives what the copy made back.
        private func resume(_ ada: Customer, _ bea: Customer, on site: Site) async throws {
            var (ada, bea) = (ada, bea)
            let refused = try await site.command("sweep")
            #expect(refused.status == 1)
            #expect(refused.errorText.contains("rachel-cloud maintain --resume"), "\(refused.errorText)")
            let resumption = try await site.longCommand("maintain", "--resume")
            #expect(resumption.status == 0, "\(resumption.errorText)")
            try site.expectServer(of: &ada)
            #expect(try !bea.status().inProgress)
            try await site.settleByHand()
            #expect(try site.ledgerMismatches() == [])
            try site.expectServer(of: &ada)
            if try bea.status().phase != "ready" {
                try bea.deploy()
                try await bea.waitForPhase("ready")
            }
            #expect(try site.ledgerMismatches() == [])
        }
    }
}
