import Glibc
import SQLite
import TestSupport
import Testing
import Time

extension Endurance {
    /// Somebody sets the machine's clock, ahead or back, while it works.
    struct ClockTests {
        private static let hour = 3600
        static let shifts = [hour, 4 * 24 * hour, -11 * 60, -4 * 24 * hour]
        private static let options = SiteOptions(findsPoints: true, setsClock: true)

        /// While a process of the job is stopped at one of its points the clock is set and maintenance looks at the job;
        /// once the deploy has ended, the clock is right again.
        @Test(arguments: shifts)
        func `a deploy is not taken from its process when the clock is set at any of its steps`(
            seconds: Int
        ) async throws {
            try await Site.with(Self.options) { site in
                let clock = try #require(site.points?.clock)
                var ada = try await site.readyCustomer()
                var steps: Set<String> = []
                for kind in [KillPoint.Kind.beforeAPIRequest, .beforeSSHRequest] {
                    _ = try await site.interrupt(.deploy, at: kind, every: 2) { bea, point in
                        steps.insert(try site.jobColumn("step", of: bea) ?? "")
                        try clock.set(ahead: seconds)
                        try await site.expectNoRelaunch(of: bea, "\(point)")
                    } repair: { bea, point in
                        try await site.waitForEnd(of: &bea, point)
                        #expect(try bea.status().phase == "ready", "\(point)")
                        #expect(try site.servers(of: bea).count == 1, "\(point)")
                        try clock.set(ahead: 0)
                    }
                }
                print("the clock was set by \(seconds) s at \(steps.sorted())")
                #expect(steps.isSuperset(of: ["prepare", "create", "hand_over", "verify"]))
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }

        @Test(arguments: shifts)
        func `a deploy that waits for its server's report goes on when the clock is set`(
            seconds: Int
        ) async throws {
            let options = SiteOptions(setUpTime: 5, findsPoints: true, setsClock: true)
            try await Site.with(options) { site in
                let clock = try #require(site.points?.clock)
                var bea = try await site.customer()
                try bea.deploy()
                try await site.waitForStep("await_set_up", of: bea)
                try await site.waitForEndOfProcesses()
                try clock.set(ahead: seconds)
                for _ in 0..<2 {
                    let round = try await site.maintainOnce()
                    #expect(round.status == 0, "\(round.errorText)")
                }
                #expect(try bea.status().inProgress)
                try await bea.waitForPhase("ready")
                try clock.set(ahead: 0)
                #expect(try await site.maintainOnce().status == 0)
                try site.expectServer(of: &bea)
                #expect(try site.ledgerMismatches() == [])
            }
        }

        @Test(arguments: shifts)
        func `a grace period ends by the right clock alone, and deletions go on by any`(
            seconds: Int
        ) async throws {
            try await Site.with(Self.options) { site in
                let clock = try #require(site.points?.clock)
                var (ada, bea) = (try await site.readyCustomer(), try await site.readyCustomer())
                let user = try site.id(of: ada)
                #expect(try await site.command("subscription", "cancel", ada.email).status == 0)
                // Ahead, three days of grace may seem to be over.
                try clock.set(ahead: seconds)
                let ahead = try await site.maintainOnce()
                #expect(ahead.errorText.contains("ahead of Hetzner's") == (seconds > 72 * Self.hour))
                try site.expectServer(of: &ada)

                // A deletion that somebody asked for doesn't wait for the clock.
                try bea.deleteServer()
                try await bea.waitForPhase("none")
                try await site.expectNothingLeft(of: bea)

                // It is over, and a wrong clock ends nothing.
                let over = Instant.now().milliseconds - 1000
                try site.change(
                    "UPDATE subscriptions SET grace_period_ends_at = \(over) WHERE user_id = \(user)")
                _ = try await site.maintainOnce()
                try site.expectServer(of: &ada)
                try clock.set(ahead: 0)
                _ = try await site.maintainOnce()
                try await ada.waitForPhase("none")
                try await site.expectNothingLeft(of: ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }
    }
}

extension Site {
    /// Runs a round of maintenance with the clock that the test sets.
    fileprivate func maintainOnce() async throws -> Program {
        let points = try #require(points)
        return try await command(["maintain", "--once"], environment: points.environmentOfParent)
    }

    /// Checks that maintenance takes the job from no process, and that the page says what is.
    fileprivate func expectNoRelaunch(of customer: Customer, _ comment: Comment) async throws {
        var customer = customer
        let round = try await maintainOnce()
        #expect(round.status == 0, "\(comment) \(round.errorText)")
        for event in ["job.relaunched", "job.relieved"] {
            #expect(!round.errorText.contains(event), comment)
        }
        let job = try #require(try jobs(of: customer).last)
        #expect(processes(of: job).count == 1, comment)
        #expect(try customer.status().phase == "deploying", comment)
    }
}
