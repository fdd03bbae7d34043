import Glibc
import TestSupport
import Testing

extension Endurance {
    /// Processes that are stopped until they have lost their lease, and go on when another one has taken over.
    struct StoppedProcessTests {
        @Test(arguments: [
            KillPoint.Kind.beforeAPIRequest, .afterAPIResponse, .beforeSSHRequest, .afterSSHRequest,
        ])
        func `a job's process that wakes up too late changes nothing`(kind: KillPoint.Kind) async throws {
            let options = SiteOptions(
                findsPoints: true, configuration: ["SERVICE_SETTLE_SECONDS": "1"])
            try await Site.with(options) { site in
                let maintain = try site.startMaintain()
                defer { maintain.signal(SIGKILL) }
                var ada = try await site.readyCustomer()
                let stride = kind == .afterAPIResponse ? 2 : 1
                var woken: RunningProcess?
                let points = try await site.interrupt(.deploy, at: kind, every: stride) { bea, point in
                    var bea = bea
                    let job = try #require(try site.jobs(of: bea).last)
                    woken = site.processes(of: job).first { $0.isStopped }
                    try site.points?.aim(at: nil)
                    try site.expireLease(of: job)
                    // In the middle of the successor's last look, unless it was there already.
                    try await waitUntil("another process verifies at \(point)") {
                        let step = try site.jobColumn("step", of: bea)
                        return try ["verify", "finish"].contains(step) && site.processes(of: job).count > 1
                            || !bea.status().inProgress
                    }
                } repair: { bea, point in
                    let process = try #require(woken, "\(point)")
                    try await waitUntil("the woken process ends after \(point)") { !process.isRunning }
                    try await bea.waitForPhase("ready")
                    try await site.waitForEndOfProcesses()
                    #expect(try site.servers(of: bea).count == 1, "\(point)")
                    try site.expectServer(of: &bea, "\(point)")
                }
                print("a process was stopped at \(points) points of \(kind.rawValue)")
                #expect(points >= 3)
                try site.expectServer(of: &ada)
                #expect(try site.ledgerMismatches() == [])
            }
        }
    }
}
