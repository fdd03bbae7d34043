import ProductSupport
import Provisioning
import Store
import Testing
import Time

struct MaintenanceTests {
    @Test func `a job whose process died is launched again once its lease has run out`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { _ in throw Killed() }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.maintain() == [])
        deploy.pass(JobRunner.leaseDuration)
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test func `a job whose process is known to be dead is launched again at once`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { _ in throw Killed() }
        #expect(throws: Killed.self) { try deploy.run() }
        deploy.hasEnded = { $0 == "test" }
        #expect(try deploy.maintain() == [deploy.job])
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
    }

    @Test func `a job whose process never came is launched, one that has just begun is left alone`() throws {
        let deploy = try SimulatedDeploy()
        #expect(try deploy.maintain() == [])
        deploy.pass(.seconds(5))
        #expect(try deploy.maintain() == [deploy.job])
    }

    @Test func `retries a pending deletion at growing intervals until it succeeds`() throws {
        let deploy = try SimulatedDeploy(injecting: "locked:call=DELETE /servers/*")
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
        let before = deploy.hetzner.requests.count
        for _ in 0..<360 {
            deploy.pass(.seconds(10))
            _ = try deploy.maintain()
        }
        let asked = deploy.hetzner.requests[before...].count { $0.hasPrefix("GET /servers") }
        #expect((1...6).contains(asked), "\(asked)")
        try deploy.hetzner.recover()
        for _ in 0..<5 {
            deploy.pass(.seconds(3600))
            _ = try deploy.maintain()
        }
        #expect(try deploy.servers == 0)
        #expect(try deploy.test.store.pendingDeletions().isEmpty)
    }

    @Test func `a grace period that is over ends the subscription and starts one deletion`() throws {
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

    @Test func `a subscription that is revoked while its deploy runs leaves no server`() throws {
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

    @Test func `who pays in time keeps the server`() throws {
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
