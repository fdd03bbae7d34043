import ProductSupport
import Testing
import Time

@testable import Store

/// Jobs that wait, or wait for their turn, without a process.
struct WaitingTests {
    private let test: TestStore

    init() throws {
        test = try TestStore()
    }

    /// What happens to a job from outside its own process.
    enum Event: CaseIterable {
        case callback, failedCallback, cancel
    }

    @Test(arguments: Event.allCases)
    func `a job doesn't wait when something has happened since its process looked`(event: Event) throws {
        let (user, id, lease) = try test.deploy()
        let seen = try test.store.job(under: lease)
        try happen(event, to: id, of: user)
        #expect(try !test.store.park(seen, until: test.store.now + .seconds(60), under: lease))
        #expect(try test.store.heldLeases().map(\.lease) == [lease])
    }

    @Test(arguments: Event.allCases)
    func `what happens to a waiting job makes it due`(event: Event) throws {
        let (user, id, lease) = try test.deploy()
        try park(lease, for: .seconds(60))
        #expect(try due() == [])
        try happen(event, to: id, of: user)
        #expect(try due() == [id])
    }

    @Test func `a waiting job is due at its time`() throws {
        let (_, id, lease) = try test.deploy()
        try park(lease, for: .seconds(60))
        test.advance(.milliseconds(59_999))
        #expect(try due() == [])
        test.advance(.milliseconds(1))
        #expect(try due() == [id])
    }

    @Test func `a process that has lost its lease can't let the job wait`() throws {
        let (_, id, lease) = try test.deploy()
        let seen = try test.store.job(under: lease)
        #expect(try test.store.releaseJob(id, by: .operator))
        #expect(throws: StoreError.leaseLost) {
            try test.store.park(seen, until: test.store.now + .seconds(60), under: lease)
        }
        #expect(try due() == [id])
    }

    @Test func `a job that was launched is launched again only when its process did not come`() throws {
        let id = try start("a")
        #expect(try due() == [id])
        #expect(try due() == [])
        test.advance(.seconds(5))
        #expect(try due() == [id])
        _ = try test.store.takeLease(of: id, owner: "test", duration: .seconds(120))
        test.advance(.seconds(5))
        #expect(try due() == [])
    }

    @Test func `no more jobs are launched than there are slots, the oldest first`() throws {
        var jobs: [Job.ID] = []
        for name in ["a", "b", "c", "d", "e"] {
            jobs.append(try start(name))
            test.advance(.milliseconds(1))
        }
        #expect(try due(slots: 2) == Array(jobs[..<2]))
        #expect(try due(slots: 2) == [])
        // One at work counts, one that waits does not.
        let first = try #require(try lease(jobs[0]))
        _ = try lease(jobs[1])
        #expect(try due(slots: 2) == [])
        try park(first, for: .seconds(600))
        #expect(try due(slots: 2) == [jobs[2]])
        #expect(try test.store.jobsAhead(of: job(jobs[4])) == 1)
    }

    @Test func `deletions and undos go first`() throws {
        let (user, _, ready) = try test.deploy()
        try finish(ready)
        let deploys = [try start("a"), try start("b")]
        let undone = try #require(try lease(deploys[1]))
        try test.store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: undone)
        try test.store.releaseLease(undone)
        test.advance(.seconds(1))
        guard
            case .started(let deletion) = try test.store.startDeprovision(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        #expect(try due(slots: 2) == [deploys[1], deletion])
    }

    @Test func `ahead of a queued job are deletions, and what was started before it`() throws {
        let (user, _, ready) = try test.deploy()
        try finish(ready)
        // All at the same time.
        let deploys = [try start("a"), try start("b"), try start("c")]
        #expect(try deploys.map { try test.store.jobsAhead(of: job($0)) } == [0, 1, 2])
        _ = try test.store.startDeprovision(of: user, deadline: .seconds(900), by: .customer)
        let deletion = try #require(try test.store.latestJob(of: user))
        #expect(try test.store.jobsAhead(of: deletion) == 0)
        #expect(try deploys.map { try test.store.jobsAhead(of: job($0)) } == [1, 2, 3])
        #expect(try due(slots: 2) == [deletion.id, deploys[0]])
        #expect(try deploys[1...].map { try test.store.jobsAhead(of: job($0)) } == [0, 1])
        #expect(try deploys.map { try job($0).isQueued } == [false, true, true])
    }

    @Test func `a job's deadline counts from its first turn, once`() throws {
        let id = try start("a")
        test.advance(.seconds(500))
        _ = try due()
        #expect(try job(id).deadlineAt == test.store.now + .seconds(900))
        #expect(try job(id).stepStartedAt == test.store.now)
        test.advance(.seconds(500))
        _ = try due()
        #expect(try job(id).deadlineAt == test.store.now + .seconds(400))
    }

    @Test func `a dead process's job is due, and says so`() throws {
        let (_, id, _) = try test.deploy()
        test.advance(.seconds(120))
        let jobs = try test.store.takeDueJobs(slots: 1)
        #expect(jobs.map(\.id) == [id])
        #expect(jobs.map(\.isAbandoned) == [true])
    }

    private func happen(_ event: Event, to job: Job.ID, of user: User.ID) throws {
        switch event {
        case .callback: #expect(try test.store.setCallback(of: job, .succeeded, "k", nil))
        case .failedCallback: #expect(try test.store.setCallback(of: job, .failed, nil, "why"))
        case .cancel: #expect(try test.store.requestCancel(of: user, by: .customer) == .accepted(job))
        }
    }

    private func park(_ lease: Lease, for duration: Duration) throws {
        let seen = try test.store.job(under: lease)
        #expect(try test.store.park(seen, until: test.store.now + duration, under: lease))
    }

    private func due(slots: Int = 16) throws -> [Job.ID] {
        try test.store.takeDueJobs(slots: slots).map(\.id)
    }

    private func start(_ name: String) throws -> Job.ID {
        let user = try test.customer(email: "\(name)@example.org")
        let start = try test.store.startDeploy(of: user, deadline: .seconds(900), by: .customer)
        guard case .started(let job) = start else { throw UnexpectedState() }
        return job
    }

    private func lease(_ job: Job.ID) throws -> Lease? {
        try test.store.takeLease(of: job, owner: "test", duration: .seconds(120))
    }

    private func job(_ id: Job.ID) throws -> Job {
        try #require(try test.store.job(id))
    }

    /// Ends a deploy as ready, with a server in the ledger.
    private func finish(_ lease: Lease) throws {
        let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        try test.store.recordCreated(
            CreatedServer(hetznerID: 7, name: "s", ipAddress: "192.0.2.7", serverType: "t", location: "l"),
            resource: line.id, under: lease)
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
    }
}
