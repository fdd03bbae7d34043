import TestSupport
import Testing

extension Endurance {
    /// A failing deploy killed at every point, before it fails or while it is undone: nothing is left, and the
    /// customer reads why.
    struct KillUndoTests {
        @Test func `a deploy that fails survives being killed at every point of each process`() async throws {
            let points = KillPoints()
            try await points.walkAll(faults: ["wrong-host-key"]) { try await Self.walk($0, &$1, $2, points) }
            print(await points.report)
            for kind in [KillPoint.Kind.beforeCommit, .afterCommit, .beforeAPIRequest, .afterAPIResponse] {
                for process in ["deploy 1", "deploy 2"] {
                    // Three calls create what four delete.
                    #expect(await points.kills(of: process, at: kind) >= 3, "\(process) \(kind)")
                }
            }
        }

        private static func walk(
            _ point: KillPoint, _ customer: inout Customer, _ site: Site, _ points: KillPoints
        ) async throws -> Bool {
            try site.outdateCatalogue()
            let killed = try await site.kill("provision", &customer, at: point, endingIn: "failed")
            if let killed { await points.count("deploy \(killed)", at: point) }
            let error = try customer.status().error
            try #require(error?.hasPrefix("Your server did not identify itself") == true, "\(point)")
            try await site.expectNothingLeft(of: customer)
            return killed != nil
        }
    }
}
