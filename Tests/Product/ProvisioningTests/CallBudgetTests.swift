import Crypto
import Hetzner
import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

/// The number of calls of a deploy, and its behavior when few are left.
struct CallBudgetTests {
    private func leave(_ calls: Int64, _ deploy: SimulatedDeploy) throws {
        try deploy.hetzner.leave(calls: calls)
        try deploy.test.store.learnCalls(of: "default", limit: 3600, remaining: calls)
    }

    /// Lets the server call back after that time, and ends at the hand-over.
    private func callBack(after time: Duration, _ deploy: SimulatedDeploy) throws {
        deploy.whileWaiting = { deploy in
            let job = try deploy.current
            if job.step == .handOver { throw Killed() }
            if job.step == .awaitSetUp, deploy.test.store.now - job.stepStartedAt >= time {
                try deploy.callBack(.succeeded)
                throw Killed()
            }
        }
        #expect(throws: Killed.self) { try deploy.run() }
    }

    @Test func `an undisturbed deploy takes thirteen calls at most, from the click to ready`() throws {
        let deploy = try SimulatedDeploy()
        deploy.shell = PlayedShell()
        let hostKey = try PrivateKey.generate(.ed25519).publicKey.openSSH
        deploy.whileWaiting = { deploy in
            guard try deploy.test.store.now - deploy.current.stepStartedAt >= .seconds(110) else { return }
            try deploy.callBack(.succeeded, hostKey: hostKey)
        }
        #expect(try deploy.run() == .ended(.succeeded))
        #expect(deploy.hetzner.requests.count <= 13)
    }

    @Test func `an undisturbed deploy of two minutes takes eight calls at most, one of them while it waits`()
        throws
    {
        let deploy = try SimulatedDeploy()
        try callBack(after: .seconds(110), deploy)
        #expect(deploy.hetzner.requests.count <= 8)
        // The two minutes' wait takes one call; the callback ends it.
        #expect(deploy.hetzner.requests.filter { $0.hasSuffix("/actions") }.count == 1)
    }

    @Test func `a second deploy uses the known firewall and catalogue`() throws {
        let deploy = try SimulatedDeploy()
        try callBack(after: .seconds(1), deploy)
        let before = deploy.hetzner.requests.count
        let firewall = try deploy.hetzner.id(of: "rachel-cloud-ssh-only", in: "firewalls")
        let user = try deploy.test.customer(email: "bea@example.org")
        guard
            case .started(let job) = try deploy.test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        deploy.whileWaiting = { if try $0.test.store.job(job)?.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run(job) }
        #expect(
            deploy.hetzner.requests[before...] == [
                "GET /firewalls/\(firewall)", "POST /ssh_keys", "POST /servers",
            ])
    }

    @Test func `every process counts into the same budget`() throws {
        let deploy = try SimulatedDeploy()
        try leave(1000, deploy)
        try callBack(after: .seconds(1), deploy)
        let made = Int64(deploy.hetzner.requests.count)
        let wait = try #require(try deploy.test.store.takeCall(of: "default", reserve: 999))
        // A thousand less the calls made, plus some that were refilled in the meantime.
        let left = 3597 - wait.milliseconds / 1000
        #expect((1000 - made...1000 - made + 10).contains(left))
    }

    @Test func `with few calls left, creating waits and then succeeds`() throws {
        let deploy = try SimulatedDeploy()
        try leave(9, deploy)
        let start = deploy.test.store.now
        try callBack(after: .seconds(1), deploy)
        #expect(try deploy.current.hetznerServerID != nil)
        // 18 are reserved for deletions.
        #expect(deploy.test.store.now - start >= .seconds(9))
        #expect(try deploy.current.attempt == 0)
    }

    @Test func `with few calls left, a deploy does not watch its server and still gets its callback`()
        throws
    {
        let deploy = try SimulatedDeploy()
        try leave(600, deploy)
        try callBack(after: .seconds(110), deploy)
        #expect(!deploy.hetzner.requests.contains { $0.hasSuffix("/actions") })
    }

    @Test func `with almost no call left, deleting goes on without a pause`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        guard
            case .started(let job) = try deploy.test.store.startDeprovision(
                of: deploy.user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        // Hetzner itself must allow the calls that we don't hold back.
        try leave(10, deploy)
        let start = deploy.test.store.now
        #expect(try deploy.run(job) == .ended(.succeeded))
        #expect(try deploy.servers == 0)
        #expect(deploy.test.store.now - start < .seconds(60))
        // Undoing does not wait either; only a sweep does, which can run later.
        try leave(10, deploy)
        #expect(throws: (any Error).self) { try deploy.sweep() }
    }

    @Test func `learns from Hetzner that others have used up the project's calls`() throws {
        let deploy = try SimulatedDeploy(injecting: "rate-limited:times=1")
        let start = deploy.test.store.now
        try callBack(after: .seconds(1), deploy)
        #expect(try deploy.current.hetznerServerID != nil)
        // After a refusal with nothing left, all wait until creating has its share again.
        #expect(deploy.test.store.now - start >= .seconds(19))
    }

    @Test func `a deploy that gets no calls fails with that reason and deletes what it created`() throws {
        let deploy = try SimulatedDeploy(injecting: "rate-limited:call=POST /servers")
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .tooBusy)
        #expect(try deploy.sshKeys == 0)
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
    }

    @Test func `a budget that can't be read stops nobody from calling`() throws {
        let test = try TestStore()
        try test.withRawDatabase { try $0.execute("DROP TABLE rate_budget") }
        let budget = SharedCallBudget(store: test.store, project: "default", log: nil)
        budget.record(RateLimit(limit: 3600, remaining: 0, fullAt: .now()))
        #expect(CallPurpose.allCases.allSatisfy { budget.admit($0) == nil })
    }
}
