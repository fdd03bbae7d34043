import Glibc
import TestSupport
import Testing

extension Endurance {
    /// A failing deploy killed at every point, before it fails or while it is undone: nothing is left, and the
    /// customer reads why.
    @Suite(.sharedSite())
    struct KillUndoTests {
        @Test func `a deploy that fails survives being killed at every point`() async throws {
            let site = try Site.shared
            let points = KillPoints()
            try site.inject("wrong-host-key")
            let maintain = try site.startMaintain()
            defer { maintain.signal(SIGKILL) }
            try await points.walkAll(on: site) { try await Self.walk($0, &$1, site, points) }
            #expect(try site.ledgerMismatches() == [])
            print(await points.report)
            for kind in [KillPoint.Kind.beforeCommit, .afterCommit, .beforeAPIRequest, .afterAPIResponse] {
                // Three calls create what four delete.
                #expect(await points.kills(of: "provision", at: kind) >= 7, "\(kind)")
            }
        }

        private static func walk(
            _ point: KillPoint, _ customer: inout Customer, _ site: Site, _ points: KillPoints
        ) async throws -> Bool {
            let jobs = try site.jobs(of: customer).count
            try site.outdateCatalogue()
            let isKilled = try await point.kill("provision", "--user", customer.email, on: site, expecting: 1)
            if isKilled { await points.count("provision", at: point) }
            if try site.jobs(of: customer).count == jobs {
                // Killed before it began: the click is repeated.
                _ = try await site.command("provision", "--user", customer.email)
            }
            try site.skipRetryWindow(with: customer)
            let status = try await customer.waitForPhase("failed")
            try #require(status.error?.hasPrefix("Your server did not identify itself") == true, "\(point)")
            try await site.expectNothingLeft(of: customer)
            return isKilled
        }
    }
}
