import Glibc
import TestSupport
import Testing

/// The queue of kill points for several workers, with a count of the kills.
actor KillPoints {
    /// The next point of each kind that is not exhausted, in turn.
    private var left = KillPoint.Kind.fatal.map { KillPoint(kind: $0, number: 1) }
    private var killed: [String: Int] = [:]

    /// The next point to kill at. Nil when there is none left.
    func take() -> KillPoint? {
        guard !left.isEmpty else { return nil }
        let point = left.removeFirst()
        left.append(KillPoint(kind: point.kind, number: point.number + 1))
        return point
    }

    /// Records that no run reaches that point: its kind is exhausted.
    func end(at point: KillPoint) {
        left.removeAll { $0.kind == point.kind }
    }

    func count(_ process: String, at point: KillPoint) {
        killed["\(process): \(point.kind.rawValue)", default: 0] += 1
    }

    /// The number of points of that kind at which that process was killed.
    func kills(of process: String, at kind: KillPoint.Kind) -> Int {
        killed["\(process): \(kind.rawValue)", default: 0]
    }

    /// Kills at every point of every kind, on several sites at a time, as most of a deploy is waiting. Each has one
    /// customer, whose jobs' processes are the only ones. `walk` kills at one point and waits for the end; it returns
    /// true when a process reached the point. Faults are switched on before the first walk.
    nonisolated func walkAll(
        faults: [String] = [],
        _ walk: @escaping @Sendable (KillPoint, inout Customer, Site) async throws -> Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await Site.with(SiteOptions(findsPoints: true)) { site in
                        for fault in faults { try site.inject(fault) }
                        let maintain = try site.startMaintain()
                        defer { maintain.signal(SIGKILL) }
                        var customer = try await site.customer()
                        while let point = await self.take() {
                            if try await !walk(point, &customer, site) { await self.end(at: point) }
                        }
                        #expect(try site.ledgerMismatches() == [])
                        try site.expectNoSecret(of: customer)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// One line for each kind of point.
    var report: String {
        let lines = killed.sorted { $0.key < $1.key }.map { "  \($0.value) × \($0.key)" }
        return "killed at \(killed.values.reduce(0, +)) points\n" + lines.joined(separator: "\n")
    }
}
