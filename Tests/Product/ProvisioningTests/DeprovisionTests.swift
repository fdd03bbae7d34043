import ProductSupport
import Provisioning
import Store
import Testing

struct DeprovisionTests {
    /// A customer with a running server.
    private func ready() throws -> SimulatedDeploy {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { if try $0.current.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run() }
        deploy.pass(.seconds(300))
        let lease = try #require(
            try deploy.test.store.takeLease(of: deploy.job, owner: "test", duration: .seconds(60)))
        try deploy.test.store.advance(from: .awaitSetUp, to: .finish, under: lease)
        try deploy.test.store.endDeployReady(under: lease)
        deploy.whileWaiting = { _ in }
        return deploy
    }

    private func start(_ deploy: SimulatedDeploy) throws -> Job.ID {
        guard
            case .started(let job) = try deploy.test.store.startDeprovision(
                of: deploy.user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        return job
    }

    @Test func `deletes the server and clears the record`() throws {
        let deploy = try ready()
        #expect(try deploy.run(start(deploy)) == .ended(.succeeded))
        #expect(try deploy.servers == 0)
        #expect(try deploy.sshKeys == 0)
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
        let subscription = try #require(try deploy.test.store.subscription(of: deploy.user))
        #expect(!subscription.isServerProvisioned && subscription.hetznerServerID == nil)
        #expect(subscription.deprovisionedAt != nil && subscription.provisioningStatus == nil)
        #expect(
            try deploy.test.store.startDeprovision(of: deploy.user, deadline: .seconds(9), by: .customer)
                == .nothingToDelete)
    }

    @Test func `a server that is gone already counts as deleted`() throws {
        let deploy = try ready()
        let server = try #require(try deploy.test.store.subscription(of: deploy.user)?.hetznerServerID)
        let job = try start(deploy)
        try deploy.hetzner.delete("servers/\(server)")
        deploy.pass(.seconds(60))
        #expect(try deploy.run(job) == .ended(.succeeded))
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
    }

    @Test func `clears the record when Hetzner fails, and keeps the deletion pending in the ledger`() throws {
        let deploy = try ready()
        let server = try #require(try deploy.test.store.subscription(of: deploy.user)?.hetznerServerID)
        try deploy.hetzner.inject("unavailable")
        #expect(try deploy.run(start(deploy)) == .ended(.succeeded))
        #expect(try deploy.test.store.subscription(of: deploy.user)?.hetznerServerID == nil)
        let pending = try deploy.test.store.pendingDeletions()
        #expect(pending.first { $0.kind == .server }?.hetznerID == server)
        #expect(pending.allSatisfy { $0.lastError != nil })
    }

    @Test func `the next process finishes a deprovision whose process died`() throws {
        let deploy = try ready()
        let job = try start(deploy)
        deploy.whileWaiting = { _ in throw Killed() }
        #expect(throws: Killed.self) { try deploy.run(job) }
        deploy.pass(JobRunner.leaseDuration)
        deploy.whileWaiting = { _ in }
        #expect(try deploy.run(job) == .ended(.succeeded))
        #expect(try deploy.servers == 0)
    }
}
