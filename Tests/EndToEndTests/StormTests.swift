import Foundation
import SQLite
import SimulatedCloud
import TestSupport
import Testing
import Time

/// Suites that keep the whole machine busy: `Tests/run` runs them after all others, whose waits they would outlast.
enum Endurance {}

extension Endurance {
    /// Many customers at the same time, while processes are killed at random.
    ///
    /// `STORM_CUSTOMERS`, `STORM_SECONDS` and `STORM_SEED` set its size, its length and its random choices.
    struct StormTests {
        private static let customers = setting("STORM_CUSTOMERS", 8)
        private static let seconds = setting("STORM_SECONDS", 15)
        private static let seed = setting("STORM_SEED", 1)

        @Test func `after random kills no server is lost or duplicated`() async throws {
            // A deploy whose callbacks were all lost fails soon.
            let options = SiteOptions(
                createTime: 0.2, bootTime: 0.3, setUpTime: 0.5,
                configuration: ["SET_UP_TIMEOUT_SECONDS": "60", "LOG_LEVEL": "info"])
            try await Site.with(options) { site in
                let everybody = try await newCustomers(on: site)
                let storm = try Storm(site, seed: UInt64(Self.seed))
                let isOver = Flag()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for customer in everybody {
                        group.addTask { await Self.use(site, customer, until: isOver) }
                    }
                    try await storm.run(for: .seconds(Self.seconds), killing: Self.seconds)
                    isOver.raise()
                    try await group.waitForAll()
                }
                let ends = try await retryDeletions(everybody, on: site)
                try await waitUntil("no deletion is pending", within: .seconds(300)) {
                    try site.pendingDeletionCount == 0
                }
                let kills = await storm.kills
                print(
                    "storm: \(Self.customers) customers, \(Self.seconds) s, seed \(Self.seed), kills \(kills), ends \(ends)"
                )
                try expectConsistentState(of: everybody, on: site)
                await storm.end()
            }
        }

        private func newCustomers(on site: Site) async throws -> [Customer] {
            var everybody: [Customer] = []
            for _ in 0..<Self.customers {
                try site.forgetAttempts()
                everybody.append(try await site.customer())
            }
            return everybody
        }

        /// Clicks on Deploy as the customer, now and then deletes a ready server, and tries again after a failure.
        private static func use(_ site: Site, _ customer: Customer, until isOver: Flag) async {
            var customer = customer
            while !isOver.isRaised, !Task.isCancelled {
                // With the site down half of the time, any error may occur.
                if let phase = customer.statusIfAvailable()?.phase {
                    switch phase {
                    case "none", "failed": _ = try? customer.deploy()
                    case "ready" where Int.random(in: 0..<20) == 0: _ = try? customer.deleteServer()
                    default: break
                    }
                }
                try? await sleep(for: .milliseconds(500))
            }
        }

        /// Waits until nothing is in progress. Returns the number of customers by their final phase.
        private func retryDeletions(_ everybody: [Customer], on site: Site) async throws -> [String: Int] {
            var ends: [String: Int] = [:]
            for customer in everybody {
                var customer = customer
                let status = try await waitFor("an end for \(customer.email)", within: .seconds(600)) {
                    let status = try customer.status()
                    return status.inProgress ? nil : status
                }
                ends[status.phase, default: 0] += 1
            }
            return ends
        }

        private func expectConsistentState(of everybody: [Customer], on site: Site) throws {
            for customer in everybody {
                var customer = customer
                let phase = try customer.status().phase
                let isReady = phase == "ready"
                #expect(["ready", "failed", "none"].contains(phase))
                #expect(try site.liveServers(of: customer).count == (isReady ? 1 : 0), "\(phase)")
                #expect(
                    try site.ledger(of: customer) == (isReady ? ["ssh_key created", "server created"] : []),
                    "\(phase)")
            }
            #expect(try site.ledgerMismatches() == [])
            let bill = try Bill(Database(path: site.state.hetznerDatabase), at: .now())
            let billed = bill.items.filter { $0.kind == .server }
            let recorded = try site.rows(
                "SELECT hetzner_id FROM resources WHERE kind = 'server' AND hetzner_id > 0"
            ) {
                row throws(SQLiteError) in try row.int("hetzner_id")
            }
            #expect(
                billed.map(\.id).sorted() == recorded.sorted(),
                "every server that was ever paid for is recorded once"
            )
            #expect(
                try site.rows("PRAGMA integrity_check") { row throws(SQLiteError) in
                    try row.text("integrity_check")
                } == ["ok"])
        }

        private static func setting(_ name: String, _ usual: Int) -> Int {
            ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
        }
    }
}

extension Site {
    /// The number of resources that are still to be deleted.
    fileprivate var pendingDeletionCount: Int {
        get throws {
            try rows("SELECT 1 FROM resources WHERE state = 'deleting'") { _ throws(SQLiteError) in }.count
        }
    }
}
