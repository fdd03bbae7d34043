import ProductSupport
import Store
import Testing

struct LeaseTests {
    @Test func `one of two processes gets the lease, the other one when it has expired`() throws {
        let test = try TestStore()
        let (_, job, lease) = try test.deploy()
        let other = try test.another()
        #expect(try other.takeLease(of: job, owner: "other", duration: .seconds(120)) == nil)
        test.advance(.seconds(119))
        try test.store.renewLease(lease, duration: .seconds(120))
        test.advance(.seconds(119))
        #expect(try other.takeLease(of: job, owner: "other", duration: .seconds(120)) == nil)
        test.advance(.seconds(1))
        #expect(try other.takeLease(of: job, owner: "other", duration: .seconds(120)) != nil)
    }

    @Test func `a process that has lost its lease can change nothing`() throws {
        let test = try TestStore()
        let (_, job, stale) = try test.deploy()
        test.advance(.seconds(121))
        let current = try #require(try test.store.takeLease(of: job, owner: "other", duration: .seconds(120)))
        let before = try test.store.events(of: job).count
        #expect(throws: StoreError.leaseLost) { try test.store.renewLease(stale, duration: .seconds(120)) }
        #expect(throws: StoreError.leaseLost) {
            try test.store.advance(from: .prepare, to: .create, under: stale)
        }
        #expect(throws: StoreError.leaseLost) { try test.store.callbackToken(under: stale) }
        #expect(throws: StoreError.leaseLost) {
            try test.store.intend(.server, name: "a", project: "p", under: stale)
        }
        #expect(throws: StoreError.leaseLost) {
            try test.store.recordRetry(of: .prepare, detail: "", under: stale)
        }
        #expect(throws: StoreError.leaseLost) {
            try test.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: stale)
        }
        #expect(throws: StoreError.leaseLost) { try test.store.endDeployReady(under: stale) }
        #expect(throws: StoreError.leaseLost) { try test.store.releaseServer(under: stale, project: "p") }
        #expect(try test.store.events(of: job).count == before)
        try test.store.advance(from: .prepare, to: .create, under: current)
    }

    @Test func `releasing a lost lease leaves the new holder's lease alone`() throws {
        let test = try TestStore()
        let (_, job, stale) = try test.deploy()
        test.advance(.seconds(121))
        _ = try test.store.takeLease(of: job, owner: "other", duration: .seconds(120))
        try test.store.releaseLease(stale)
        #expect(try test.store.takeLease(of: job, owner: "third", duration: .seconds(120)) == nil)
    }

    @Test func `the lease of a job that has ended can't be taken`() throws {
        let test = try TestStore()
        let (_, job, lease) = try test.deploy()
        try test.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try test.store.endDeployFailed(sentence: "Sorry.", under: lease)
        #expect(try test.store.takeLease(of: job, owner: "other", duration: .seconds(120)) == nil)
    }
}
