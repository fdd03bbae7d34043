import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

struct MaintenanceTests {
    @Test func `launches a job again when its process died and its lease has expired`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.die()
        #expect(try deploy.maintain() == [])
        deploy.pass(JobRunner.leaseDuration)
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test func `launches a job again at once when its process is known to be dead`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.die()
        deploy.hasEnded = { $0 == "test" }
        #expect(try deploy.maintain() == [deploy.job])
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
    }

    @Test func `launches a job whose process never started, and does not launch it twice while it starts`()
        throws
    {
        let deploy = try SimulatedDeploy()
        #expect(try deploy.maintain() == [deploy.job])
        #expect(try deploy.maintain() == [])
        deploy.pass(.seconds(5))
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test func `launches a waiting job when its time has come, and not before`() throws {
        let deploy = try SimulatedDeploy()
        guard case .waiting(let end) = try deploy.runProcess() else { throw UnexpectedState() }
        #expect(try deploy.current.step == .awaitSetUp)
        #expect(try deploy.maintain() == [])
        deploy.pass(end - deploy.test.store.now)
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test func `a waiting job whose clock was far ahead is due`() throws {
        let deploy = try SimulatedDeploy()
        _ = try deploy.runProcess()
        try deploy.test.withRawDatabase { try $0.execute("UPDATE jobs SET wake_at = wake_at + 86400000") }
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test
    func `retries a server's deletion at growing intervals, of five minutes at most, until it succeeds`()
        throws
    {
        let deploy = try SimulatedDeploy(injecting: "locked:call=DELETE /servers/*")
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
        let before = deploy.hetzner.requests.count
        for _ in 0..<360 {
            deploy.pass(.seconds(10))
            _ = try deploy.maintain()
        }
        let asked = deploy.hetzner.requests[before...].count { $0.hasPrefix("GET /servers") }
        #expect((11...17).contains(asked), "\(asked)")
        try deploy.hetzner.recover()
        for _ in 0..<5 {
            deploy.pass(.seconds(3600))
            _ = try deploy.maintain()
        }
        #expect(try deploy.servers == 0)
        #expect(try deploy.test.store.pendingDeletions().isEmpty)
    }

    @Test func `the end of a grace period ends the subscription and starts one deletion`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let store = deploy.test.store
        try store.startGracePeriod(of: deploy.user, until: store.now + .seconds(100), by: .operator)
        #expect(try deploy.maintain() == [])
        deploy.pass(.seconds(100))
        let launched = try deploy.maintain()
        #expect(launched.count == 1)
        #expect(try deploy.maintain() == [])
        #expect(try store.subscription(of: deploy.user)?.status == .ended)
        #expect(try deploy.run(launched[0]) == .ended(.succeeded))
        #expect(try deploy.servers == 0)
    }

    @Test func `a subscription revoked during its deploy leaves no server`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { if try $0.current.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run() }
        let store = deploy.test.store
        try store.endSubscription(of: deploy.user, by: .system)
        #expect(try deploy.maintain() == [])
        deploy.pass(JobRunner.leaseDuration)
        let lease = try #require(
            try store.takeLease(of: deploy.job, owner: "test", duration: .seconds(60)))
        try store.advance(from: .awaitSetUp, to: .finish, under: lease)
        try store.endDeployReady(under: lease)
        let launched = try deploy.maintain()
        #expect(launched.count == 1)
        deploy.whileWaiting = { _ in }
        #expect(try deploy.run(launched[0]) == .ended(.succeeded))
        #expect(try deploy.servers == 0)
        #expect(try deploy.maintain() == [])
    }

    @Test func `a subscription activated in the grace period keeps the server`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let store = deploy.test.store
        try store.startGracePeriod(of: deploy.user, until: store.now + .seconds(10), by: .operator)
        try store.activateSubscription(of: deploy.user, until: nil, by: .operator)
        deploy.pass(.seconds(11))
        #expect(try deploy.maintain() == [])
        #expect(try store.subscription(of: deploy.user)?.status == .active)
    }
}
