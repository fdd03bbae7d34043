import Glibc
import TestSupport
import Testing

extension Endurance {
    /// `serve` is away, or stopped, when a new server reports.
    struct AwayTests {
        // Each waits for a minute, and needs no processor meanwhile.
        @Test(arguments: [SIGKILL, SIGSTOP])
        func `a deploy ends ready although the callback is due while serve is away for a minute`(
            signal: Int32
        ) async throws {
            try await Site.with(SiteOptions(setUpTime: 5), limit: .unlimited) { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var ada = try await site.readyCustomer()
                var bea = try await site.customer()
                try bea.deploy()
                try await site.waitForStep("await_set_up", of: bea)
                site.server.signal(signal)
                let machine = try await waitFor("the machine runs") { try? site.machine(of: bea) }
                // Nobody listens, or nobody answers in time.
                let sign = signal == SIGKILL ? "answered with 502" : "curl ended with 28"
                try await waitUntil("it has reported, and found nobody") {
                    try machine.run("journalctl -u rachel-cloud-report -o cat").contains(sign)
                }
                try await sleep(for: .seconds(60))
                #expect(try site.jobColumn("callback_outcome", of: bea) == nil)
                if signal == SIGSTOP {
                    site.server.signal(SIGCONT)
                } else {
                    try await site.restartServe()
                }
                try await bea.waitForPhase("ready")
                #expect(try site.servers(of: bea).count == 1)
                try site.expectServer(of: &bea)
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }
    }
}
