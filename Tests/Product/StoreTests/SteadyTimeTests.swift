import ProductSupport
import Store
import Synchronization
import Testing
import Time

@Suite struct SteadyTimeTests {
    private let test: TestStore
    private let clocks = Clocks()

    init() throws {
        test = try TestStore()
    }

    @Test func `the store's time begins with the wall clock's`() throws {
        #expect(try open().now == clocks.wall)
    }

    @Test(arguments: [Duration.seconds(3600), .seconds(4 * 86_400), .seconds(-660)])
    func `setting the wall clock moves only the wall time`(step: Duration) throws {
        let (store, before) = (try open(), clocks.wall)
        clocks.set { $0.wall = $0.wall + step }
        #expect(store.now == before)
        #expect(try open().now == before)
        #expect(store.wallTime == before + step)
    }

    @Test func `all connections of a boot agree, whenever they were opened`() throws {
        let first = try open()
        clocks.pass(.seconds(50))
        clocks.set { $0.wall = $0.wall + .seconds(7) }
        let second = try open()
        #expect(first.now == second.now)
        clocks.pass(.seconds(5))
        #expect(first.now == second.now)
    }

    @Test func `a boot whose clock is behind begins after all that was written`() throws {
        let (_, job, _) = try test.deploy()
        let written = test.store.now
        clocks.set { $0.wall = written - .seconds(86_400) }
        let store = try open()
        #expect(store.now == written)
        #expect(try store.job(job) != nil)
    }

    @Test(arguments: [Duration.seconds(3600), .seconds(-660)])
    func `a lease outlives a step of the wall clock in either direction`(step: Duration) throws {
        let store = try open()
        let job = try waitingJob()
        _ = try #require(try store.takeLease(of: job, owner: "a", duration: .seconds(120)))
        clocks.set { $0.wall = $0.wall + step }
        #expect(try open().takeLease(of: job, owner: "b", duration: .seconds(120)) == nil)
        #expect(try open().takeDueJobs(slots: 1).isEmpty)
        clocks.pass(.seconds(121))
        #expect(try open().takeDueJobs(slots: 1).map(\.id) == [job])
        #expect(try open().takeLease(of: job, owner: "b", duration: .seconds(120)) != nil)
    }

    @Test func `a lease of an earlier boot of this machine is nobody's`() throws {
        let job = try waitingJob()
        _ = try open().takeLease(of: job, owner: "a", duration: .seconds(120))
        clocks.set { $0.boot = "second" }
        let store = try open()
        #expect(try store.heldLeases().isEmpty)
        #expect(try store.takeDueJobs(slots: 1).map(\.id) == [job])
        #expect(try store.takeLease(of: job, owner: "b", duration: .seconds(120)) != nil)
    }

    @Test func `a lease of another machine is held until it expires`() throws {
        let job = try waitingJob()
        _ = try open().takeLease(of: job, owner: "a", duration: .seconds(120))
        clocks.set { ($0.machine, $0.boot) = ("another", "second") }
        #expect(try open().takeLease(of: job, owner: "b", duration: .seconds(120)) == nil)
        #expect(try open().heldLeases().count == 1)
        clocks.pass(.seconds(121))
        #expect(try open().takeLease(of: job, owner: "b", duration: .seconds(120)) != nil)
    }

    private func open() throws -> Store {
        try test.another(clock: clocks.clock)
    }

    private func waitingJob() throws -> Job.ID {
        let user = try test.customer()
        let start = try test.store.startDeploy(of: user, deadline: .seconds(900), by: .customer)
        guard case .started(let job) = start else { throw UnexpectedState() }
        return job
    }
}

/// The clocks of a machine that a test sets.
private final class Clocks: Sendable {
    struct State {
        var machine = "first"
        var boot = "first"
        var wall = Instant(milliseconds: 1_800_000_000_000)
        var sinceBoot = Duration.seconds(77)
    }

    private let state = Mutex(State())

    var wall: Instant { state.withLock { $0.wall } }

    var clock: MachineClock {
        let now = state.withLock { $0 }
        return MachineClock(
            machine: now.machine, boot: now.boot, wall: { [self] in wall },
            sinceBoot: { [self] in state.withLock { $0.sinceBoot } })
    }

    func set(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Lets time pass, as both clocks see it.
    func pass(_ duration: Duration) {
        set { ($0.wall, $0.sinceBoot) = ($0.wall + duration, $0.sinceBoot + duration) }
    }
}
