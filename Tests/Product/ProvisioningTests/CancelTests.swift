import ProductSupport
import Provisioning
import Store
import Testing
import Time

struct CancelTests {
    @Test(arguments: [StepName.prepare, .create, .awaitSetUp])
    func `undoes a canceled deploy at its next turn`(step: StepName) throws {
        let deploy = try SimulatedDeploy()
        // A job waits while everything is sold out.
        if step == .create { try deploy.hetzner.inject("sold-out:catalogue=hopeful") }
        if step == .prepare { try request(deploy) }
        deploy.whileWaiting = { if try $0.current.step == step { try self.request($0) } }
        try expectStopped(deploy)
        #expect(
            try deploy.test.store.events(of: deploy.job).contains { $0.step == step && $0.kind == .failed })
    }

    @Test func `the next process undoes a deploy whose process was killed before it saw the cancel`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = {
            guard try $0.current.step == .awaitSetUp else { return }
            try self.request($0)
            throw Killed()
        }
        #expect(throws: Killed.self) { try deploy.run() }
        #expect(try deploy.servers == 1)
        deploy.whileWaiting = { _ in }
        deploy.pass(JobRunner.leaseDuration)
        try expectStopped(deploy)
    }

    @Test func `deletes a server whose order arrives after the cancel, however long the job had tried`()
        throws
    {
        let deploy = try SimulatedDeploy(injecting: "gateway-timeout:call=POST /servers,when=before")
        var arrivals = 0
        deploy.whileWaiting = {
            let job = try $0.current
            if job.step == .create, $0.test.store.now - job.stepStartedAt > .seconds(200) {
                try self.request($0)
            }
            if job.step == .undo, $0.test.store.now - job.stepStartedAt > .seconds(20), arrivals == 0 {
                try $0.hetzner.recover()
                try $0.orderArrives()
                arrivals += 1
            }
        }
        try expectStopped(deploy)
        #expect(arrivals == 1)
        #expect(try deploy.hetzner.count("servers", where: "deleted_at IS NOT NULL") == 1)
    }

    private func request(_ deploy: SimulatedDeploy) throws {
        _ = try deploy.test.store.requestCancel(of: deploy.user, by: .customer)
    }

    private func expectStopped(_ deploy: SimulatedDeploy) throws {
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .canceled)
        #expect(try deploy.servers == 0 && deploy.sshKeys == 0)
        let subscription = try #require(try deploy.test.store.subscription(of: deploy.user))
        #expect(subscription.provisioningError == FailureCode.canceled.sentence)
        #expect(try deploy.test.store.deployRefusal(of: deploy.user) == nil)
    }
}
