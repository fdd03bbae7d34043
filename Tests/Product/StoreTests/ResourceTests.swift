import ProductSupport
import SQLite
import Store
import Testing

struct ResourceTests {
    private let server = CreatedServer(
        hetznerID: 606_028_482_673_874, name: "rachel-cloud-x", ipAddress: "192.0.2.1", serverType: "cx23",
        location: "nbg1")

    @Test func `an intent is recorded before the call, and found again`() throws {
        let test = try TestStore()
        let (_, job, lease) = try test.deploy()
        guard case .new(let first) = try test.store.intend(.server, name: "s", project: "p", under: lease),
            case .resumed(let again) = try test.store.intend(.server, name: "s", project: "p", under: lease)
        else { throw UnexpectedState() }
        #expect(first.id == again.id)
        #expect(first.state == .intended && first.hetznerID == nil)
        #expect(try test.store.openResources(of: job).map(\.id) == [first.id])
    }

    @Test func `a created server is recorded in ledger, job and subscription at once`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        guard case .new(let resource) = try test.store.intend(.server, name: "s", project: "p", under: lease)
        else {
            throw UnexpectedState()
        }
        try test.store.recordCreated(server, resource: resource.id, under: lease)
        #expect(try test.store.openResources(of: job).first?.hetznerID == server.hetznerID)
        #expect(try test.store.job(job)?.hetznerServerID == server.hetznerID)
        let subscription = try #require(try test.store.subscription(of: user))
        #expect(subscription.hetznerServerID == server.hetznerID && subscription.ipAddress == "192.0.2.1")
        #expect(!subscription.isServerProvisioned)
    }

    @Test func `a failed deploy clears the customer's record but not the pending deletion`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        guard case .new(let resource) = try test.store.intend(.server, name: "s", project: "p", under: lease)
        else {
            throw UnexpectedState()
        }
        try test.store.recordCreated(server, resource: resource.id, under: lease)
        try test.store.turnToUndo(from: .prepare, failureCode: .soldOut, detail: "d", under: lease)
        try test.store.markForDeletion(everythingCreatedUnder: lease)
        try test.store.recordDeletionFailure(resource.id, error: "503")
        try test.store.endDeployFailed(sentence: "Sorry.", under: lease)
        let subscription = try #require(try test.store.subscription(of: user))
        #expect(subscription.hetznerServerID == nil && subscription.provisioningStatus == .failed)
        #expect(subscription.provisioningError == "Sorry.")
        let pending = try test.store.pendingDeletions()
        #expect(pending.map(\.hetznerID) == [server.hetznerID])
        #expect(pending.first?.deleteAttempts == 1 && pending.first?.lastError == "503")
        try test.store.recordGone(try #require(pending.first))
        #expect(try test.store.pendingDeletions().isEmpty)
        #expect(try test.store.openResources(of: job).isEmpty)
    }

    @Test func `a line that has an id by now is not closed by a process that read it before`() throws {
        let test = try TestStore()
        let (_, job, lease) = try test.deploy()
        let intended = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        try test.store.recordCreated(server, resource: intended.id, under: lease)
        try test.store.recordGone(intended)
        try test.store.withdraw(intended, under: lease)
        #expect(try test.store.openResources(of: job).map(\.hetznerID) == [server.hetznerID])
    }

    @Test func `only the holder of the lease withdraws an intent`() throws {
        let test = try TestStore()
        let (_, job, lease) = try test.deploy()
        let intended = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        #expect(try test.store.releaseJob(job, by: .operator))
        #expect(throws: StoreError.leaseLost) { try test.store.withdraw(intended, under: lease) }
        #expect(try test.store.openResources(of: job).count == 1)
        let next = try #require(try test.store.takeLease(of: job, owner: "t", duration: .seconds(9)))
        try test.store.withdraw(intended, under: next)
        #expect(try test.store.openResources(of: job).isEmpty)
    }

    @Test
    func `a server that only the customer's record names is in the ledger before the record is cleared`()
        throws
    {
        let test = try TestStore()
        let (user, _, lease) = try test.deploy()
        guard case .new(let resource) = try test.store.intend(.server, name: "s", project: "p", under: lease)
        else {
            throw UnexpectedState()
        }
        try test.store.recordCreated(server, resource: resource.id, under: lease)
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        try test.withRawDatabase { try $0.execute("DELETE FROM resources") }
        guard
            case .started(let job) = try test.store.startDeprovision(
                of: user, deadline: .seconds(9), by: .operator),
            let second = try test.store.takeLease(of: job, owner: "t", duration: .seconds(9))
        else { throw UnexpectedState() }
        try test.store.releaseServer(under: second, project: "p")
        #expect(try test.store.pendingDeletions().map(\.hetznerID) == [server.hetznerID])
        #expect(try test.store.subscription(of: user)?.hetznerServerID == nil)
    }
}
