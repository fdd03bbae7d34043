import Crypto
import ProductSupport
import Store
import Testing
import Time

struct StartJobTests {
    private let deadline: Duration = .seconds(900)

    @Test func `any number of clicks starts one deploy`() throws {
        let test = try TestStore()
        let user = try test.customer()
        guard case .started(let job) = try test.store.startDeploy(of: user, deadline: deadline, by: .customer)
        else {
            throw UnexpectedState()
        }
        let other = try test.another()
        for store in [test.store, other] {
            #expect(
                try store.startDeploy(of: user, deadline: deadline, by: .customer) == .alreadyRunning(job))
        }
        #expect(try test.store.jobs(limit: 10).count == 1)
        #expect(try test.store.subscription(of: user)?.provisioningStatus == .pending)
    }

    @Test func `a deploy is refused without a subscription, without onboarding and beside a server`() throws {
        let test = try TestStore()
        let user = try test.store.addUser(email: "a@example.org", name: "A", password: .dummy)
        let start = { try test.store.startDeploy(of: user, deadline: deadline, by: .customer) }
        #expect(try start() == .refused(.noActiveSubscription))
        try test.store.activateSubscription(of: user, until: nil, by: .operator)
        #expect(try start() == .refused(.onboardingUnfinished))
        try test.store.setTelegramBot(token: Secret("t"), ownerTelegramUserID: 1, of: user)
        #expect(try start() == .refused(.onboardingUnfinished))
        try test.store.setClaudeCredentials(Secret("{}"), expiresAt: nil, of: user)
        guard case .started(let job) = try start() else { throw UnexpectedState() }
        let lease = try #require(try test.store.takeLease(of: job, owner: "t", duration: .seconds(9)))
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        #expect(try start() == .refused(.serverExists))
        try test.store.startGracePeriod(of: user, until: test.store.now + .seconds(60), by: .operator)
        #expect(try start() == .refused(.noActiveSubscription))
    }

    @Test func `a deprovision waits for a deploy, then starts once, then has nothing left to do`() throws {
        let test = try TestStore()
        let (user, job, lease) = try test.deploy()
        let start = { try test.store.startDeprovision(of: user, deadline: deadline, by: .customer) }
        #expect(try start() == .deployRunning(job))
        try test.store.advance(from: .prepare, to: .finish, under: lease)
        try test.store.endDeployReady(under: lease)
        guard case .started(let deprovision) = try start() else { throw UnexpectedState() }
        #expect(try start() == .alreadyRunning(deprovision))
        let second = try #require(
            try test.store.takeLease(of: deprovision, owner: "t", duration: .seconds(9)))
        try test.store.releaseServer(under: second, project: "default")
        try test.store.endDeprovision(under: second)
        #expect(try start() == .nothingToDelete)
        #expect(try test.store.subscription(of: user)?.provisioningStatus == nil)
    }
}
