import ProductSupport
import SQLite
import Testing
import Time

@testable import Store

struct MaintenanceLeaseTests {
    private let test: TestStore
    private let other: Store
    private let duration: Duration = .seconds(120)

    init() throws {
        test = try TestStore()
        other = try test.another()
    }

    private func take(
        _ store: Store, as owner: String, dead: String? = nil
    ) throws -> MaintenanceLease? {
        try store.takeMaintenance(owner: owner, duration: duration) { $0 == dead }
    }

    @Test func `one of two processes has the lease, until it has expired`() throws {
        let lease = try #require(try take(test.store, as: "a"))
        #expect(try take(other, as: "b") == nil)
        test.advance(.seconds(119))
        try test.store.renewMaintenance(lease, duration: duration)
        test.advance(.seconds(119))
        #expect(try take(other, as: "b") == nil)
        test.advance(.seconds(1))
        #expect(try take(other, as: "b") != nil)
        #expect(throws: StoreError.maintenanceLost) {
            try test.store.renewMaintenance(lease, duration: duration)
        }
    }

    @Test func `is free at once when its owner is dead, and only then`() throws {
        _ = try take(test.store, as: "a")
        #expect(try take(other, as: "b", dead: "c") == nil)
        #expect(try take(other, as: "b", dead: "a") != nil)
    }

    @Test func `is free after the machine has started again, and not for another machine`() throws {
        func machine(_ name: String, boot: String) throws -> Store {
            let now = test.store.timeSource
            return try test.another(
                clock: MachineClock(machine: name, boot: boot, wall: now) {
                    .milliseconds(now().milliseconds)
                })
        }
        _ = try take(machine("m", boot: "1"), as: "a")
        #expect(try take(machine("n", boot: "2"), as: "b") == nil)
        #expect(try take(machine("m", boot: "2"), as: "b") != nil)
    }

    @Test func `one that would hold for days, by a clock that was wrong, is free`() throws {
        _ = try take(test.store, as: "a")
        try test.withRawDatabase {
            try $0.execute("UPDATE maintenance SET expires_at = expires_at + 86400000")
        }
        #expect(try take(other, as: "b") != nil)
    }

    @Test func `whoever has lost the lease, or let it expire, decides nothing any more`() throws {
        let lost = try test.another()
        lost.act(under: try #require(try take(lost, as: "a")))
        try lost.clearOut()
        test.advance(duration)
        #expect(throws: StoreError.maintenanceLost) { try lost.clearOut() }
        let lease = try #require(try take(other, as: "b"))
        other.act(under: lease)
        #expect(throws: StoreError.maintenanceLost) { try lost.clearOut() }
        try other.clearOut()
        // Its holder alone is bound by it.
        try test.store.clearOut()
    }

    @Test func `the parts' reports are kept with each renewal, and a success stays until the next one`()
        throws
    {
        let lease = try #require(try take(test.store, as: "a"))
        let start = test.store.now
        var sweep = PartReport(name: "sweep", beatAt: start, doneAt: start)
        let jobs = PartReport(name: "jobs", beatAt: start)
        try test.store.renewMaintenance(lease, duration: duration, parts: [sweep, jobs])
        #expect(try other.maintenanceParts() == [jobs, sweep])
        sweep = PartReport(
            name: "sweep", beatAt: start + .seconds(9), failedAt: start + .seconds(9), failure: "no answer")
        try test.store.renewMaintenance(lease, duration: duration, parts: [sweep])
        sweep.doneAt = start
        #expect(try other.maintenanceParts() == [jobs, sweep])
    }
}
