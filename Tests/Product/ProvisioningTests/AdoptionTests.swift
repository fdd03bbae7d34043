import ProductSupport
import Provisioning
import Store
import Testing

/// Each customer gets one server, however often a process dies or a response is lost.
struct AdoptionTests {
    /// Runs the deploy until it waits for its server, and stops there.
    private func runToSetUp(_ deploy: SimulatedDeploy) throws {
        deploy.whileWaiting = { if try $0.current.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run() }
    }

    @Test(arguments: [
        "lost-answer:call=POST /servers,times=1", "malformed-json:call=POST /servers,times=1",
        "server-error:call=POST /servers,when=after,times=1",
        "bad-gateway:call=POST /servers,when=after,times=1",
        "gateway-timeout:call=POST /servers,when=before,times=1",
    ])
    func `an order whose response is lost creates one server`(fault: String) throws {
        let deploy = try SimulatedDeploy(injecting: fault)
        try runToSetUp(deploy)
        #expect(try deploy.servers == 1)
        let ledger = try deploy.test.store.openResources(of: deploy.job)
        #expect(ledger.map(\.kind) == [.server, .sshKey])
        #expect(ledger.allSatisfy { $0.state == .created })
        #expect(try deploy.current.hetznerServerID == ledger.first?.hetznerID)
    }

    @Test func `finds a key whose response is lost by its fingerprint`() throws {
        let deploy = try SimulatedDeploy(injecting: "lost-answer:call=POST /ssh_keys,times=1")
        try runToSetUp(deploy)
        #expect(try deploy.sshKeys == 1)
        #expect(try deploy.servers == 1)
    }

    @Test func `orders the second choice when the first is sold out`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:location=nbg1,catalogue=hopeful")
        try runToSetUp(deploy)
        #expect(try deploy.current.location == "fsn1")
        #expect(deploy.requests("POST /servers") == 2)
    }

    @Test func `does not order a choice that the catalogue lists as sold out`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:location=nbg1,catalogue=honest")
        try runToSetUp(deploy)
        #expect(try deploy.current.location == "fsn1")
        #expect(deploy.requests("POST /servers") == 1)
    }

    @Test func `an undisturbed order takes seven calls, one of which claims the project`() throws {
        let deploy = try SimulatedDeploy()
        try runToSetUp(deploy)
        #expect(
            deploy.hetzner.requests == [
                "GET /firewalls", "POST /firewalls", "POST /firewalls", "POST /ssh_keys", "GET /server_types",
                "GET /images", "POST /servers",
            ])
    }

    @Test func `another process takes a dead process's job when the lease has expired, not before`() throws {
        let deploy = try SimulatedDeploy()
        try runToSetUp(deploy)
        try deploy.die()
        #expect(try deploy.run() == .heldElsewhere)
        deploy.pass(JobRunner.leaseDuration)
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
        #expect(deploy.requests("POST /servers") == 1)
        #expect(try deploy.servers == 0)
    }

    @Test(arguments: ["", "sold-out:catalogue=hopeful"])
    func `a process that loses its lease while ordering leaves the ledger line to the next process`(
        fault: String
    ) throws {
        let deploy = try SimulatedDeploy()
        if !fault.isEmpty { try deploy.hetzner.inject(fault) }
        deploy.hetzner.beforeResponding = { request in
            guard request == "POST /servers" else { return }
            _ = try deploy.test.store.releaseJob(deploy.job, by: .operator)
        }
        #expect(throws: StoreError.leaseLost) { try deploy.run() }
        #expect(try deploy.test.store.openResources(of: deploy.job).map(\.kind) == [.server, .sshKey])
        deploy.hetzner.beforeResponding = { _ in }
        try deploy.hetzner.recover()
        try runToSetUp(deploy)
        #expect(try deploy.servers == 1)
        #expect(deploy.requests("POST /servers") == (fault.isEmpty ? 1 : 2))
    }

    @Test func `does not run a job that has ended`() throws {
        let deploy = try SimulatedDeploy()
        deploy.whileWaiting = { try $0.callBack(.failed) }
        #expect(try deploy.run() == .ended(.failed))
        let calls = deploy.hetzner.requests.count
        #expect(try deploy.run() == .ended(.failed))
        #expect(deploy.hetzner.requests.count == calls)
        #expect(try deploy.run(.random()) == .unknownJob)
    }

    @Test func `fails when a stranger's server holds the name, and leaves that server alone`() throws {
        let deploy = try SimulatedDeploy(injecting: "name-taken:of=server,holder=somebody")
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .hetznerRefused)
        #expect(try deploy.servers == 1)
        #expect(deploy.requests("DELETE /servers") == 0)
        deploy.pass(.seconds(301))
        _ = try deploy.maintain()
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
    }

    @Test func `corrects a firewall that somebody changed`() throws {
        let first = try SimulatedDeploy()
        try runToSetUp(first)
        first.pass(JobRunner.leaseDuration)
        first.whileWaiting = { try $0.callBack(.failed) }
        _ = try first.run()
        first.settings.controlPlaneAddresses = ["192.0.2.8/32"]
        guard
            case .started(let second) = try first.test.store.startDeploy(
                of: first.user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        first.whileWaiting = { deploy in
            if try deploy.test.store.job(second)?.step == .awaitSetUp { throw Killed() }
        }
        #expect(throws: Killed.self) { try first.run(second) }
        #expect(first.hetzner.requests.contains { $0.hasSuffix("/actions/set_rules") })
        #expect(try first.hetzner.count("firewalls", where: "name = 'rachel-cloud-ssh-only'") == 1)
    }
}
