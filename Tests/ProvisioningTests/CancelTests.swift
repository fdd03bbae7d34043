import ProductSupport
import Provisioning
import Store
import Testing

struct CancelTests {
    @Test(arguments: [StepName.prepare, .create, .awaitSetUp])
    func `a deploy that is to be stopped is undone at its next turn`(step: StepName) throws {
        let deploy = try SimulatedDeploy()
        // What is sold out is waited for.
        if step == .create { try deploy.hetzner.suffer("sold-out:catalogue=hopeful") }
        if step == .prepare { try request(deploy) }
        deploy.whileWaiting = { if try $0.current.step == step { try self.request($0) } }
        try expectStopped(deploy)
        #expect(
            try deploy.test.store.events(of: deploy.job).contains { $0.step == step && $0.kind == .failed })
    }

    @Test func `a process that was killed before it saw the wish leaves it to the next`() throws {
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

    private func request(_ deploy: SimulatedDeploy) throws {
        _ = try deploy.test.store.requestCancel(of: deploy.user, by: .customer)
    }

    private func expectStopped(_ deploy: SimulatedDeploy) throws {
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == Problem.canceled.rawValue)
        #expect(try deploy.servers == 0 && deploy.sshKeys == 0)
        let subscription = try #require(try deploy.test.store.subscription(of: deploy.user))
        #expect(subscription.provisioningError == Problem.canceled.sentence)
        #expect(try deploy.test.store.deployRefusal(of: deploy.user) == nil)
    }
}
