import ProductSupport
import Store
import Testing

struct CancelTests {
    @Test func `a request to stop is recorded and audited once`() throws {
        let test = try TestStore()
        let (user, job, _) = try test.deploy()
        #expect(try test.store.requestCancel(of: user, by: .customer) == .accepted(job))
        #expect(try test.store.requestCancel(of: user, by: .customer) == .alreadyStopping(job))
        #expect(try test.store.job(job)?.cancelRequestedAt == test.store.now)
        let entries = try test.store.audit(of: user, limit: 10).filter {
            $0.action == "deploy.cancel_requested"
        }
        #expect(entries.map(\.actor) == [.customer])
    }

    @Test
    func `a deploy that is stopped just before its end does not succeed, and can't be stopped just after it`()
        throws
    {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        #expect(try test.store.requestCancel(of: user, by: .customer) == .accepted(job))
        #expect(throws: StoreError.cancelRequested) { try test.store.endDeployReady(under: lease) }

        let other = try TestStore()
        let (bob, _, held) = try other.deploy()
        try other.store.advance(from: .prepare, to: .finish, under: held)
        try other.store.endDeployReady(under: held)
        #expect(try other.store.requestCancel(of: bob, by: .customer) == .nothingRunning)
    }

    @Test func `a deploy that never had its turn is canceled at once, and leaves nothing to do`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let start = { try test.store.startDeploy(of: user, deadline: .seconds(900), by: .customer) }
        guard case .started(let queued) = try start() else { throw UnexpectedState() }
        #expect(try test.store.requestCancel(of: user, by: .customer) == .canceled(queued))
        let job = try #require(try test.store.job(queued))
        #expect(job.outcome == .failed && job.failureCode == .canceled && job.endedAt == test.store.now)
        #expect(job.cancelRequestedAt == test.store.now)
        let subscription = try #require(try test.store.subscription(of: user))
        #expect(subscription.provisioningStatus == .failed)
        #expect(subscription.provisioningError == FailureCode.canceled.sentence)
        #expect(try test.store.takeDueJobs(slots: 9).isEmpty)
        #expect(try test.store.takeLease(of: queued, owner: "late", duration: .seconds(9)) == nil)
        #expect(try test.store.requestCancel(of: user, by: .customer) == .nothingRunning)
        let actions = try test.store.audit(of: user, limit: 2).map(\.action)
        #expect(Set(actions) == ["deploy.cancel_requested", "deploy.failed"])
        guard case .started = try start() else { throw UnexpectedState() }
    }

    @Test func `a deploy that was launched is not canceled at once, though its process has not come`() throws
    {
        let test = try TestStore()
        let user = try test.customer()
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        #expect(try test.store.takeDueJobs(slots: 1).map(\.id) == [job])
        #expect(try test.store.requestCancel(of: user, by: .customer) == .accepted(job))
        #expect(try test.store.job(job)?.endedAt == nil)
    }

    @Test func `a deletion can't be stopped`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        #expect(try test.store.requestCancel(of: user, by: .operator) == .nothingRunning)
        _ = try test.store.startDeprovision(of: user, deadline: .seconds(60), by: .customer)
        #expect(try test.store.requestCancel(of: user, by: .operator) == .deletionRunning)
        #expect(try test.store.job(job)?.cancelRequestedAt == nil)
    }

    @Test func `a released job can be taken at once, and its old process can write nothing`() throws {
        let test = try TestStore()
        let (user, job, stuck) = try test.deploy()
        #expect(try test.store.releaseJob(job, by: .operator))
        #expect(throws: StoreError.leaseLost) { try test.store.renewLease(stuck, duration: .seconds(60)) }
        #expect(throws: StoreError.leaseLost) {
            try test.store.advance(from: .prepare, to: .create, under: stuck)
        }
        let lease = try #require(try test.store.takeLease(of: job, owner: "next", duration: .seconds(60)))
        #expect(try test.store.audit(of: user, limit: 1).first?.action == "job.released")
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        #expect(try !test.store.releaseJob(job, by: .operator))
    }
}
