import ProductSupport
import Provisioning
import Store
import Testing
import Time

/// After a failed deploy nothing that costs money stays, and the customer reads the reason.
struct FailedDeployTests {
    /// Runs the deploy and expects it to fail with that code and to leave nothing.
    private func expectFailure(
        _ code: FailureCode, of deploy: SimulatedDeploy, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try deploy.run() == .ended(.failed), sourceLocation: location)
        let job = try deploy.current
        #expect(job.failureCode == code, "\(job.failureDetail ?? "")", sourceLocation: location)
        #expect(try deploy.servers == 0, sourceLocation: location)
        #expect(try deploy.sshKeys == 0, sourceLocation: location)
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty, sourceLocation: location)
        let subscription = try #require(try deploy.test.store.subscription(of: deploy.user))
        #expect(subscription.provisioningStatus == .failed, sourceLocation: location)
        #expect(subscription.provisioningError == code.sentence, sourceLocation: location)
        #expect(
            subscription.hetznerServerID == nil && subscription.ipAddress == nil, sourceLocation: location)
        #expect(try deploy.test.store.sshKey(of: deploy.user) == nil, sourceLocation: location)
    }

    @Test func `a server that was verified stays, though its job is taken up again after the deadline`()
        throws
    {
        let deploy = try SimulatedDeploy()
        try deploy.finishSteps()
        deploy.pass(.seconds(1_200))
        #expect(try deploy.run() == .ended(.succeeded))
        #expect(try deploy.servers == 1)
    }

    @Test func `undoes a failed set-up at once`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { try $0.callBack(.failed, detail: "bun: no route to host") }
        try expectFailure(.setUpFailed, of: deploy)
        #expect(try deploy.current.failureDetail?.contains("bun: no route to host") == true)
        #expect(deploy.requests("POST /servers") == 1)
    }

    @Test func `fails after the set-up timeout without a callback`() throws {
        let deploy = try SimulatedDeploy()
        try expectFailure(.setUpSilent, of: deploy)
        let waited = try deploy.test.store.events(of: deploy.job).first {
            $0.step == .awaitSetUp && $0.kind == .failed
        }
        #expect(try #require(waited?.duration) >= .seconds(300))
    }

    @Test func `does not trust a callback without a host key`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { try $0.callBack(.succeeded) }
        try expectFailure(.unexpectedHostKey, of: deploy)
    }

    @Test func `fails as sold out when no choice is available`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:catalogue=hopeful")
        try expectFailure(.soldOut, of: deploy)
        // Two choices, every half minute for five minutes: no more.
        #expect((2...22).contains(deploy.requests("POST /servers")))
    }

    @Test func `does not repeat an order after a used-up quota`() throws {
        let deploy = try SimulatedDeploy(injecting: "quota:of=servers,limit=0")
        try expectFailure(.limitReached, of: deploy)
        #expect(deploy.requests("POST /servers") == 1)
        // A certain refusal creates nothing, so the undo has nothing to wait for.
        let undone = try deploy.test.store.events(of: deploy.job).first {
            $0.step == .undo && $0.kind == .finished
        }
        #expect(try #require(undone?.duration) < .seconds(10))
    }

    @Test func `a token that stays refused ends the deploy before anything is created`() throws {
        let deploy = try SimulatedDeploy(injecting: "token-rejected")
        try expectFailure(.hetznerRefused, of: deploy)
        #expect(deploy.requests("POST /servers") == 0)
        // The window of the first step; the calls are few enough to hurt nobody else who uses the project.
        #expect(try #require(deploy.current.endedAt) - deploy.current.createdAt < .seconds(150))
        #expect(deploy.hetzner.requests.count < 60)
    }

    @Test func `an action that fails at Hetzner ends the wait`() throws {
        let deploy = try SimulatedDeploy(injecting: "action-fails:command=create_server")
        #expect(try deploy.run() == .ended(.failed))
        #expect(
            try [FailureCode.serverFailed, .serverMissing].contains(deploy.current.failureCode))
        #expect(try deploy.servers == 0)
    }

    @Test func `fails as unreachable when Hetzner stays down`() throws {
        try expectFailure(
            .hetznerUnreachable, of: SimulatedDeploy(injecting: "unavailable:call=GET /firewalls"))
    }

    @Test func `a deletion that Hetzner refuses stays in the ledger when the job ends`() throws {
        let deploy = try SimulatedDeploy(injecting: "locked:call=DELETE /servers/*")
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.servers == 1)
        let pending = try deploy.test.store.pendingDeletions()
        #expect(pending.map(\.kind) == [.server])
        #expect(pending.first?.hetznerID != nil)
        #expect(try #require(pending.first?.lastError).contains("locked"))
        #expect(try deploy.test.store.subscription(of: deploy.user)?.hetznerServerID == nil)
    }

    @Test func `undoes a job past its deadline, whatever it waits for`() throws {
        let deploy = try SimulatedDeploy()
        deploy.settings.setUpTimeout = .seconds(100_000)
        try expectFailure(.tookTooLong, of: deploy)
        let job = try deploy.current
        #expect(try #require(job.endedAt) <= job.deadlineAt)
    }
}
