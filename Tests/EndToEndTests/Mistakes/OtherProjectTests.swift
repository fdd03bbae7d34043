import Glibc
import SQLite
import TestSupport
import Testing

extension Endurance {
    /// The token of another project, for a while: of an empty one, or of another installation's, which has ours.
    struct OtherProjectTests {
        enum Other: String, CaseIterable {
            case empty, swapped
        }

        @Test(arguments: Interruption.allCases, Other.allCases)
        func `with another project's token no line is closed and no server forgotten`(
            interruption: Interruption, other: Other
        ) async throws {
            try await Site.with(SiteOptions(findsPoints: true)) { site in
                try await Site.with(limit: .unlimited) { stranger in
                    var zoe = try await stranger.customer()
                    if other == .swapped {
                        try zoe.deploy()
                        try await zoe.waitForPhase("ready")
                    }
                    var ada = try await site.readyCustomer()
                    var points = 0
                    let maintain = Service { try site.startMaintain() }
                    defer { maintain.end() }
                    try maintain.start()
                    // Each point is that of a kill, since a process keeps the token that it began with.
                    for number in stride(from: 1, to: 100, by: 3) {
                        let point = KillPoint(kind: .beforeAPIRequest, number: number)
                        guard
                            let bea = try await killed(interruption, at: point, maintain, on: site)
                        else { break }
                        points += 1
                        try await beAway(bea, &ada, maintain, from: site, at: stranger, other)
                    }
                    print("\(other.rawValue) project at \(points) points of a \(interruption.rawValue)")
                    #expect(points >= 2)
                    try site.expectServer(of: &ada)
                    #expect(try site.ledgerMismatches() == [])
                    #expect(try stranger.ledgerMismatches() == [])
                    if other == .swapped { try stranger.expectServer(of: &zoe) }
                    #expect(try stranger.deletionCalls == 0)
                }
            }
        }

        /// Begins a deploy or a deletion whose process is killed at the point, while `maintain` is away. Nil when it has
        /// no such point.
        private func killed(
            _ interruption: Interruption, at point: KillPoint, _ maintain: Service, on site: Site
        ) async throws -> Customer? {
            let points = try #require(site.points)
            try site.forgetAttempts()
            var bea = try await (interruption == .deploy ? site.customer() : site.readyCustomer())
            try await site.waitForEndOfProcesses()
            maintain.end()
            try points.begin(point)
            if interruption == .deploy { try bea.deploy() } else { try bea.deleteServer() }
            try await waitUntil("its process is killed at \(point), or the job has ended") {
                if let process = try points.process(at: point) {
                    return !RunningProcess(id: process.id).isRunning
                }
                return try !bea.status().inProgress
            }
            try points.aim(at: nil)
            guard try points.process(at: point) != nil else {
                try maintain.start()
                return nil
            }
            return bea
        }

        /// Works with the other project's token until the job has been told, and then with the right one to the end.
        private func beAway(
            _ customer: Customer, _ ada: inout Customer, _ maintain: Service, from site: Site,
            at stranger: Site, _ other: Other
        ) async throws {
            var bea = customer
            let before = try (open: site.openLines, deletions: site.deletionCalls)
            try site.useProject(of: stranger)
            try maintain.start()
            try await waitUntil("the job has been told, or has ended") {
                try !bea.status().inProgress || site.hasBeenTold(bea)
            }
            let sweep = try await site.command("sweep")
            #expect(sweep.status == 1)
            let advice = other == .empty ? "HCLOUD_TOKEN" : "rachel-cloud project claim --from"
            #expect(sweep.errorText.contains(advice), "\(sweep.errorText)")
            try site.expectServer(of: &ada)
            #expect(try before.open.subtracting(site.openLines) == [])
            #expect(try site.deletionCalls == before.deletions)
            maintain.end()
            try await site.waitForProcesses(of: bea)

            try site.useOwnProject()
            try site.endPauses()
            try maintain.start()
            try await waitUntil("an end") { try !bea.status().inProgress && site.pendingDeletions == 0 }
            try site.expectServer(of: &ada)
            let isReady = try bea.status().phase == "ready"
            #expect(try site.liveServers(of: bea).count == (isReady ? 1 : 0))
        }
    }
}

extension Site {
    /// The ids of the ledger's lines that are not closed.
    fileprivate var openLines: Set<Int64> {
        get throws {
            Set(
                try rows("SELECT id FROM resources WHERE state <> 'gone'") { row throws(SQLiteError) in
                    try row.int("id")
                })
        }
    }

    fileprivate var pendingDeletions: Int {
        get throws {
            try rows("SELECT 1 FROM resources WHERE state = 'deleting'") { _ throws(SQLiteError) in }.count
        }
    }

    fileprivate func waitForProcesses(of customer: Customer) async throws {
        let job = try #require(try jobs(of: customer).last)
        for process in processes(of: job) { process.signal(SIGTERM) }
        try await waitUntil("no process is at work") { processes(of: job).isEmpty }
    }
}
