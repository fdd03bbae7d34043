import Crypto
import ProductSupport
import SQLite
import Testing
import Time

@testable import Store

/// Each statement that acts on a decision repeats the decision as its condition, so that it does nothing when another
/// process has changed the row since it was read.
struct StatementConditionTests {
    private let test: TestStore
    private let other: Store
    private let deadline: Duration = .seconds(900)
    private let limits = DeployLimits()

    init() throws {
        test = try TestStore()
        other = try test.another()
    }

    @Test func `a job is inserted only while the customer has no unfinished one`() throws {
        let user = try test.customer()
        #expect(try test.store.insertDeploy(of: user, within: limits, deadline: deadline) != nil)
        #expect(try other.insertDeploy(of: user, within: limits, deadline: deadline) == nil)
        #expect(try other.insertDeprovision(of: user, ifSubscriptionIs: nil, deadline: deadline) == nil)
        #expect(try test.store.jobs(limit: 9).count == 1)
    }

    @Test func `a deploy is inserted only for a subscription that is active, after onboarding`() throws {
        let newcomer = try test.store.addUser(email: "b@example.org", name: "B", password: .dummy)
        try test.store.activateSubscription(of: newcomer, until: nil, by: .operator)
        #expect(try test.store.insertDeploy(of: newcomer, within: limits, deadline: deadline) == nil)
        let user = try test.customer()
        try other.endSubscription(of: user, by: .operator)
        #expect(try test.store.insertDeploy(of: user, within: limits, deadline: deadline) == nil)
        #expect(try test.store.jobs(limit: 9).isEmpty)
    }

    @Test func `a deletion is inserted only with something to delete and the status that it was decided for`()
        throws
    {
        let (user, lease) = try server()
        try test.store.endSubscription(of: user, by: .operator)
        try other.activateSubscription(of: user, until: nil, by: .operator)
        #expect(
            try test.store.insertDeprovision(of: user, ifSubscriptionIs: .ended, deadline: deadline) == nil)
        #expect(
            try test.store.insertDeprovision(of: user, ifSubscriptionIs: .active, deadline: deadline) != nil)
        let nobody = try test.store.addUser(email: "b@example.org", name: "B", password: .dummy)
        #expect(
            try test.store.insertDeprovision(of: nobody, ifSubscriptionIs: nil, deadline: deadline) == nil)
        #expect(try test.store.job(lease.job)?.outcome == .succeeded)
    }

    @Test func `a deploy that succeeded can't be stopped, and one that is to be stopped can't succeed`()
        throws
    {
        let (_, stopped, lease) = try test.deploy()
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        #expect(try other.setCancelRequested(stopped))
        #expect(try !other.setCancelRequested(stopped))
        #expect(try !test.store.setEnded(.finish, .succeeded, under: lease))
        #expect(try test.store.job(stopped)?.endedAt == nil)

        let bob = try TestStore()
        let (_, ready, held) = try bob.deploy()
        try bob.store.advance(from: .prepare, to: .finish, under: held)
        #expect(try bob.store.setEnded(.finish, .succeeded, under: held))
        #expect(try !bob.store.setCancelRequested(ready))
        #expect(try !bob.store.setEnded(.finish, .succeeded, under: held))
        #expect(try bob.store.job(ready)?.cancelRequestedAt == nil)
    }

    @Test func `only a deploy that is to be stopped and had no turn ends without one`() throws {
        let user = try test.customer()
        let job = try #require(
            try test.store.insertDeploy(of: user, within: limits, deadline: deadline))
        #expect(try !test.store.setEndedQueued(job))
        #expect(try test.store.setCancelRequested(job))
        #expect(try other.takeDueJobs(slots: 1).map(\.id) == [job])
        #expect(try !test.store.setEndedQueued(job))
        try test.withRawDatabase { _ = try $0.execute("UPDATE jobs SET admitted_at = NULL") }
        #expect(try test.store.setEndedQueued(job))
        #expect(try !test.store.setEndedQueued(job))
    }

    @Test func `a job ends and moves on from its own step alone`() throws {
        let (_, job, lease) = try test.deploy()
        #expect(try !test.store.setEnded(.finish, .succeeded, under: lease))
        #expect(throws: StoreError.leaseLost) {
            try test.store.advance(from: .create, to: .verify, under: lease)
        }
        #expect(try test.store.job(job)?.step == .prepare)
    }

    @Test func `a callback is recorded once, and never after the end`() throws {
        let (_, job, _) = try test.deploy()
        #expect(try test.store.setCallback(of: job, .failed, nil, "first"))
        #expect(try !other.setCallback(of: job, .succeeded, "k", nil))
        #expect(try test.store.job(job)?.callback?.outcome == .failed)

        let bob = try TestStore()
        let (_, ended, lease) = try bob.deploy()
        try bob.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try bob.store.endDeployFailed(sentence: "Sorry.", under: lease)
        #expect(try !bob.store.setCallback(of: ended, .succeeded, "k", nil))
        #expect(try bob.store.job(ended)?.callback == nil)
    }

    @Test func `an intent is inserted once, by the holder of the lease alone`() throws {
        let (_, job, lease) = try test.deploy()
        #expect(try test.store.insertIntent(.server, name: "s", project: "p", under: lease) != nil)
        #expect(try other.insertIntent(.server, name: "s", project: "p", under: lease) == nil)
        #expect(try other.releaseJob(job, by: .operator))
        #expect(try test.store.insertIntent(.sshKey, name: "k", project: "p", under: lease) == nil)
        #expect(try test.store.openResources(of: job).map(\.name) == ["s"])
    }

    @Test func `a grace period ends only when it is over, unpaid, and no deploy is at work`() throws {
        let (user, _, _) = try test.deploy()
        try test.store.startGracePeriod(of: user, until: test.store.now + .seconds(60), by: .system)
        #expect(try !test.store.endGracePeriod(of: user))
        test.advance(.seconds(60))
        #expect(try !test.store.endGracePeriod(of: user))
        try test.withRawDatabase { _ = try $0.execute("UPDATE jobs SET ended_at = 1, outcome = 'failed'") }
        try other.activateSubscription(of: user, until: nil, by: .system)
        #expect(try !test.store.endGracePeriod(of: user))
        try other.startGracePeriod(of: user, until: test.store.now, by: .system)
        #expect(try test.store.endGracePeriod(of: user))
        #expect(try test.store.subscription(of: user)?.status == .ended)
    }

    @Test func `a subscription that has another status by now is neither ended nor audited`() throws {
        let user = try test.customer()
        let audit = try test.store.audit(of: user, limit: 100).count
        try test.store.endSubscription(of: user, from: [.gracePeriod], by: .system)
        try test.store.startGracePeriod(of: user, until: test.store.now, from: [.ended], by: .system)
        #expect(try test.store.subscription(of: user)?.status == .active)
        #expect(try test.store.audit(of: user, limit: 100).count == audit)
    }

    @Test func `a catalogue has one reader until it is read or the reader is late`() throws {
        func becomeReader(_ store: Store) throws -> Bool {
            try store.becomeReader(of: "t", project: "p", .seconds(600), .seconds(90))
        }
        #expect(try becomeReader(test.store))
        #expect(try !becomeReader(other))
        test.advance(.seconds(90))
        #expect(try becomeReader(other))
        try other.saveCatalogue("text", of: "t", project: "p")
        #expect(try !becomeReader(test.store))
        test.advance(.seconds(600))
        #expect(try becomeReader(test.store))
    }

    @Test func `a server is recorded as missing only while no job is at work for its customer`() throws {
        let (user, _) = try server()
        let seen = try #require(try test.store.activeServers(in: test.store.project(named: "p").id).first)
        _ = try other.startDeprovision(of: user, deadline: deadline, by: .customer)
        #expect(try !test.store.recordMissing(seen, sentence: "Gone."))
        #expect(try test.store.openResources(of: user).map(\.state) == [.created])
        #expect(try test.store.subscription(of: user)?.isServerProvisioned == true)
    }

    @Test func `a lost server is released only until it reports, and by the holder of the lease alone`()
        throws
    {
        let (user, job, lease) = try test.deploy()
        let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        let token = try test.store.callbackToken(under: lease)
        try test.store.recordCreated(
            CreatedServer(hetznerID: 7, name: "s", ipAddress: "192.0.2.7", serverType: "t", location: "l"),
            resource: line.id, under: lease)
        try test.store.advance(from: .prepare, to: .awaitSetUp, under: lease)
        #expect(try other.releaseJob(job, by: .operator))
        #expect(throws: StoreError.leaseLost) { try release(lease) }
        let next = try #require(try test.store.takeLease(of: job, owner: "n", duration: .seconds(60)))
        #expect(try test.store.setCallback(of: job, .succeeded, "k", nil))
        #expect(try !release(next))
        #expect(try !test.store.forgetServer(7, under: next))
        #expect(try test.store.openResources(of: user).map(\.state) == [.created])
        #expect(try test.store.job(job)?.step == .awaitSetUp)
        #expect(try test.store.callbackTokenStatus(of: user, token: token) == .alreadyUsed)
        try test.withRawDatabase { _ = try $0.execute("UPDATE jobs SET callback_used_at = NULL") }
        #expect(try !test.store.forgetServer(8, under: next))
        #expect(try release(next))
        #expect(try test.store.openResources(of: user).map(\.state) == [.deleting])
        #expect(try test.store.isReleased(server: 7) && !test.store.isReleased(server: 8))
        #expect(try test.store.callbackTokenStatus(of: user, token: token) == .unknown)
        let row = try #require(try test.store.job(job))
        #expect(row.step == .create && row.hetznerServerID == nil && row.ipAddress == nil)
        #expect(row.serverType == "t" && row.location == "l")
        let subscription = try #require(try test.store.subscription(of: user))
        #expect(subscription.hetznerServerID == nil && subscription.ipAddress == nil)
        #expect(try test.store.callbackToken(under: next).sha256 != token.sha256)
    }

    private func release(_ lease: Lease) throws -> Bool {
        try test.store.releaseLostServer(from: .awaitSetUp, backTo: .create, detail: "lost", under: lease)
    }

    /// A customer with a server, and the lease that its deploy had.
    private func server() throws -> (User.ID, Lease) {
        let (user, _, lease) = try test.deploy()
        let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        try test.store.recordCreated(
            CreatedServer(hetznerID: 7, name: "s", ipAddress: "192.0.2.7", serverType: "t", location: "l"),
            resource: line.id, under: lease)
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        return (user, lease)
    }
}
