import ProductSupport
import SQLite
import Testing
import Time

@testable import Store

/// The reasons why a deploy doesn't start, and the limits among them.
struct DeployRefusalTests {
    private let test: TestStore
    private let deadline: Duration = .seconds(900)

    init() throws {
        test = try TestStore()
    }

    @Test(arguments: DeployRefusal.allCases)
    func `each reason refuses the deploy, and the statement that would insert it refuses too`(
        refusal: DeployRefusal
    ) throws {
        let user = try test.customer()
        let limits = DeployLimits(servers: 3, deploysPerDay: 2)
        try arrange(refusal, for: user)
        let jobs = try test.store.jobs(limit: 9).count
        #expect(try start(user, limits) == .refused(refusal))
        #expect(try test.another().insertDeploy(of: user, within: limits, deadline: deadline) == nil)
        #expect(try test.store.jobs(limit: 9).count == jobs)
    }

    @Test(arguments: Set(DeployRefusal.allCases).subtracting([.observing, .serverLimitReached]))
    func `a reason that is one customer's refuses nobody else`(refusal: DeployRefusal) throws {
        try arrange(refusal, for: test.customer())
        guard case .started = try start(test.customer(email: "bea@example.org"), DeployLimits()) else {
            throw UnexpectedState()
        }
    }

    @Test func `a kept server refuses its customer's deploys until somebody has decided`() throws {
        let user = try test.customer()
        try failDeploy(of: user, ordering: true)
        let set = { (state: Resource.State, id: Int64?) in
            try test.withRawDatabase {
                _ = try $0.execute("UPDATE resources SET state = \(state.rawValue), hetzner_id = \(id)")
            }
        }
        try set(.kept, 7)
        #expect(try start(user, DeployLimits()) == .refused(.untrackedServer))
        // Hetzner never said that it made one.
        try set(.kept, nil)
        #expect(try test.store.deployRefusal(of: user) == nil)
        try set(.deleting, 7)
        guard case .started = try start(user, DeployLimits()) else { throw UnexpectedState() }
    }

    @Test(arguments: [
        (Resource.State.intended, true), (.created, true), (.deleting, true), (.kept, true), (.gone, false),
    ])
    func `a server counts until it is gone`(state: Resource.State, counts: Bool) throws {
        try addServer(state)
        #expect(try load() == (counts ? 1 : 0))
    }

    @Test func `a deploy counts once, from its start to its undo, before and after its order`() throws {
        let (_, _, lease) = try test.deploy()
        #expect(try load() == 1)
        let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        #expect(try load() == 1)
        // It may order another one.
        try test.store.withdraw(line, under: lease)
        #expect(try load() == 1)
        try test.store.turnToUndo(from: .prepare, failureCode: .soldOut, detail: "", under: lease)
        #expect(try load() == 0)
    }

    @Test
    func `whatever their number, and whoever starts them, no more deploys start than there is room for`()
        throws
    {
        let limits = DeployLimits(servers: 3)
        let other = try test.another()
        try addServer(.kept)
        let starts = try (0..<5).map { number in
            let user = try test.customer(email: "\(number)@example.org")
            let store = number % 2 == 0 ? test.store : other
            return try store.startDeploy(
                of: user, within: limits, deadline: deadline, by: number % 2 == 0 ? .customer : .operator)
        }
        #expect(starts.count { if case .started = $0 { true } else { false } } == 2)
        #expect(starts.suffix(3).allSatisfy { $0 == .refused(.serverLimitReached) })
        try test.withRawDatabase { _ = try $0.execute("UPDATE resources SET state = 'gone'") }
        guard case .started = try start(test.customer(email: "late@example.org"), limits) else {
            throw UnexpectedState()
        }
    }

    @Test func `only deploys that ordered a server count for a day, and only for a day`() throws {
        let user = try test.customer()
        let limits = DeployLimits(deploysPerDay: 2)
        try failDeploy(of: user, ordering: false)
        try failDeploy(of: user, ordering: true)
        test.advance(.seconds(3600))
        try failDeploy(of: user, ordering: true)
        #expect(try start(user, limits) == .refused(.tooManyDeploys))
        test.advance(.seconds(82_800) - .milliseconds(1))
        #expect(try start(user, limits) == .refused(.tooManyDeploys))
        test.advance(.milliseconds(1))
        guard case .started = try start(user, limits) else { throw UnexpectedState() }
    }

    @Test func `the operator is told from four fifths of the servers on`() {
        for limit in 1...250 {
            for servers in 0...limit {
                let isHigh = ServerLoad(servers: servers, limit: limit).isHigh
                #expect(isHigh == (Double(servers) / Double(limit) > 0.799_999))
            }
        }
        #expect(!ServerLoad(servers: 79, limit: DeployLimits().servers).isHigh)
        #expect(ServerLoad(servers: 80, limit: DeployLimits().servers).isHigh)
    }

    private func start(_ user: User.ID, _ limits: DeployLimits) throws -> DeployStart {
        try test.store.startDeploy(of: user, within: limits, deadline: deadline, by: .customer)
    }

    private func load() throws -> Int {
        try test.store.serverLoad(within: DeployLimits()).servers
    }

    /// Brings the customer, or the installation, into the state in which the deploy is refused for that reason.
    private func arrange(_ refusal: DeployRefusal, for user: User.ID) throws {
        switch refusal {
        case .noActiveSubscription: try test.store.endSubscription(of: user, by: .operator)
        case .serverExists:
            try test.withRawDatabase { _ = try $0.execute("UPDATE subscriptions SET vps_provisioned = 1") }
        case .onboardingUnfinished:
            try test.withRawDatabase { _ = try $0.execute("DELETE FROM claude_tokens") }
        case .observing: try test.store.observe(because: "a test says so")
        case .untrackedServer: try addUntrackedServer(of: user)
        case .tooManyDeploys: for _ in 0..<10 { try failDeploy(of: user, ordering: true) }
        case .serverLimitReached: for _ in 0..<3 { try addServer(.created) }
        }
    }

    private func addUntrackedServer(of user: User.ID) throws {
        let server = DiscoveredResource(
            kind: .server, hetznerID: 9, name: "rachel-cloud-ada", jobID: nil, userID: user, serverType: nil,
            location: nil, createdAt: nil)
        let project = try test.store.project(named: "p").id
        #expect(try test.store.recordUntracked(server, in: project))
    }

    /// A server that was found at Hetzner.
    private func addServer(_ state: Resource.State) throws {
        let project = try test.store.project(named: "p").id.text
        try test.withRawDatabase {
            _ = try $0.execute(
                """
                INSERT INTO resources (project, kind, name, state, hetzner_id, created_at, updated_at)
                SELECT \(project), 'server', 's', \(state.rawValue), count(*) + 1, 1, 1 FROM resources
                """)
        }
    }

    /// A deploy that ends as failed, with everything gone.
    private func failDeploy(of user: User.ID, ordering: Bool) throws {
        guard case .started(let job) = try start(user, DeployLimits(deploysPerDay: 99)),
            let lease = try test.store.takeLease(of: job, owner: "test", duration: .seconds(9))
        else { throw UnexpectedState() }
        if ordering {
            let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
            try test.store.withdraw(line, under: lease)
        }
        try test.store.turnToUndo(from: .prepare, failureCode: .soldOut, detail: "", under: lease)
        try test.store.endDeployFailed(sentence: "Sorry.", under: lease)
    }
}
