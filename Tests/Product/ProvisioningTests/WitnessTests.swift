import Hetzner
import ProductSupport
import SQLite
import Store
import Testing
import Time

@testable import Provisioning

/// Nothing is believed about a project, and nothing in it is deleted, unless the witness shows that it is ours.
struct WitnessTests {
    @Test func `the first deploy claims a project, and the second finds it claimed`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let project = try deploy.project
        #expect(project.isClaimed)
        #expect(project.epoch == 1)
        #expect(try deploy.firewallLabel("rachel-project") == project.id.text)
        #expect(try deploy.firewallLabel("rachel-installation") == deploy.test.store.installation().id.text)
    }

    @Test func `two jobs that claim a project at once both go on, whatever the order of their calls`() throws
    {
        for point in 1... {
            let deploy = try SimulatedDeploy()
            let user = try deploy.test.customer(email: "bea@example.org")
            guard
                case .started(let other) = try deploy.test.store.startDeploy(
                    of: user, deadline: .seconds(900), by: .customer)
            else { throw UnexpectedState() }
            var requests = 0
            deploy.hetzner.beforeResponding = { _ in
                requests += 1
                guard requests == point else { return }
                guard case .waiting = try deploy.runProcess(other) else { throw UnexpectedState() }
            }
            guard case .waiting = try deploy.runProcess() else { throw UnexpectedState() }
            // The first one made no more calls.
            if requests < point { return }
            #expect(try deploy.test.store.job(other)?.step == .awaitSetUp, "\(point)")
            #expect(try deploy.current.step == .awaitSetUp, "\(point)")
            #expect(try deploy.test.store.installation().observing == nil)
            _ = try deploy.witness().cover()
            #expect(try deploy.marks == 1)
        }
    }

    @Test func `each cover replaces the mark by one object, and the former is gone`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        for _ in 0..<3 {
            let before = try deploy.project
            _ = try deploy.witness().cover()
            let after = try deploy.project
            #expect(after.mark != before.mark)
            #expect(after.intendedMark == nil)
            #expect(try deploy.marks == 1)
        }
    }

    @Test(arguments: [
        "lost-answer:call=POST /firewalls,times=1", "bad-gateway:call=POST /firewalls,when=after,times=1",
    ])
    func `a move whose response was lost is finished with the same mark`(fault: String) throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.hetzner.inject(fault)
        _ = try deploy.witness().cover()
        #expect(try deploy.project.intendedMark == nil)
        #expect(try deploy.marks == 1)
    }

    @Test func `a move killed after its request is finished by the next, and doesn't cover its decision`()
        throws
    {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        deploy.hetzner.beforeResponding = { if $0 == "POST /firewalls" { throw Killed() } }
        try deploy.hetzner.inject("unavailable:call=GET /firewalls")
        #expect(throws: (any Error).self) { try deploy.witness().cover() }
        let intended = try #require(try deploy.project.intendedMark)
        deploy.hetzner.beforeResponding = { _ in }
        try deploy.hetzner.recover()
        let posts = deploy.requests("POST /firewalls")
        _ = try deploy.witness().cover()
        #expect(try deploy.project.mark?.text != intended)
        // The intended one is found by its name, and another one is set after it.
        #expect(deploy.requests("POST /firewalls") - posts == 2)
        #expect(try deploy.marks == 1)
    }

    @Test func `an older copy is refused at its first move, and observes`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let copy = try deploy.test.copy()
        _ = try deploy.witness().cover()
        for _ in 0..<2 {
            #expect(throws: WitnessError.self) { try deploy.witness(of: copy).cover() }
            #expect(try copy.store.installation().observing != nil)
        }
        // The original goes on.
        _ = try deploy.witness().cover()
        #expect(try deploy.test.store.installation().observing == nil)
    }

    @Test func `of two copies that move at once one acts and the other observes`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let copy = try deploy.test.copy()
        var isFirst = true
        deploy.hetzner.beforeResponding = { request in
            guard isFirst, request == "POST /firewalls" else { return }
            isFirst = false
            #expect(throws: WitnessError.self) { try deploy.witness(of: copy).cover() }
        }
        _ = try deploy.witness().cover()
        #expect(!isFirst)
        #expect(try copy.store.installation().observing != nil)
        #expect(try deploy.test.store.installation().observing == nil)
    }

    @Test func `two processes of one installation can finish one move`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        var isFirst = true
        deploy.hetzner.beforeResponding = { request in
            guard isFirst, request == "POST /firewalls" else { return }
            isFirst = false
            _ = try deploy.witness().cover()
        }
        _ = try deploy.witness().cover()
        #expect(try deploy.test.store.installation().observing == nil)
        #expect(try deploy.marks == 1)
    }

    @Test func `a second installation with the same token is refused everywhere`() throws {
        let first = try SimulatedDeploy()
        try first.standUp()
        let second = try SimulatedDeploy(sharing: first)
        #expect(try second.run() == .ended(.failed))
        #expect(throws: WitnessError.self) { try second.sweep() }
        #expect(throws: WitnessError.self) { try second.sweep(.report) }
        #expect(try first.servers == 1)
        #expect(try first.sweep().missing.isEmpty)
    }

    @Test func `another project's token gives nothing up and closes nothing`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let other = try SimulatedDeploy()
        try other.standUp()
        deploy.hetzner = other.hetzner
        let before = try deploy.test.store.servers().map(\.id)
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        guard
            case .started(let job) = try deploy.test.store.startDeprovision(
                of: deploy.user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        _ = try deploy.run(job)
        #expect(try deploy.test.store.servers().map(\.id) == before)
        #expect(try other.servers == 1)
    }

    @Test func `an empty project's token says nothing, and no deploy claims it while the ledger has lines`()
        throws
    {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        deploy.hetzner = try SimulatedTransport()
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        let user = try deploy.test.customer(email: "bea@example.org")
        guard
            case .started(let job) = try deploy.test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        #expect(try deploy.run(job) == .ended(.failed))
        #expect(!deploy.hetzner.requests.contains { $0.hasPrefix("POST") })
        #expect(try deploy.test.store.servers().count == 1)
    }

    @Test func `an installation of before is taken over by a sweep that finds all its servers`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.forgetClaim()
        _ = try deploy.sweep()
        #expect(try deploy.project.isClaimed)
        #expect(try deploy.firewallLabel("rachel-project") == deploy.project.id.text)
    }

    @Test func `an installation of before is not taken over while a server is missing`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.forgetClaim()
        let line = try #require(try deploy.test.store.servers().first)
        try deploy.hetzner.delete("servers/\(try #require(line.hetznerID))")
        deploy.pass(.seconds(60))
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        #expect(try !deploy.project.isClaimed)
        #expect(try deploy.test.store.servers().count == 1)
    }

    @Test func `a deploy that is verified waits for the witness and is never undone for want of time`() throws
    {
        let deploy = try SimulatedDeploy()
        try deploy.finishSteps()
        try deploy.hetzner.inject("unavailable")
        deploy.pass(JobRunner.leaseDuration)
        var waits = 0
        deploy.whileWaiting = { deploy in
            waits += 1
            #expect(try deploy.current.step == .finish)
            // Long past the deadline.
            if waits == 400 { try deploy.hetzner.recover() }
        }
        #expect(try deploy.run() == .ended(.succeeded))
        #expect(try deploy.servers == 1)
    }

    @Test func `while it observes, a job stays as it is and none is launched`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.finishSteps()
        deploy.pass(JobRunner.leaseDuration)
        try deploy.test.store.observe(because: "a test says so")
        #expect(try deploy.run() == .observing("a test says so"))
        #expect(try deploy.current.step == .finish)
        deploy.pass(.seconds(60))
        #expect(try deploy.maintain() == [])
        #expect(try deploy.test.store.takeDueJobs(slots: 9).isEmpty)
    }
}

extension SimulatedDeploy {
    fileprivate var project: HetznerProject {
        get throws { try test.store.project(named: settings.project) }
    }

    /// The number of objects that hold a mark.
    fileprivate var marks: Int64 {
        get throws { try hetzner.count("firewalls", where: "name LIKE 'rachel-cloud-after-%'") }
    }

    fileprivate func witness(of copy: TestStore? = nil) throws -> Witness {
        Witness(
            store: try (copy ?? test).another(), hetzner: try client(), project: settings.project,
            log: silence)
    }

    fileprivate func firewallLabel(_ name: String) throws -> String? {
        let firewall = try client().firewall(
            named: "rachel-cloud-ssh-only", by: client().deadline(in: .seconds(9)))
        return firewall?.labels?[name]
    }

    /// Makes database and project as they were before there were witnesses.
    fileprivate func forgetClaim() throws {
        try test.withRawDatabase { database in
            _ = try database.execute(
                """
                UPDATE projects SET claimed_at = NULL, mark = NULL, mark_object = NULL, former_object = NULL, epoch = 0
                """)
        }
        let client = try client()
        let deadline = client.deadline(in: .seconds(60))
        for firewall in try client.firewalls(labels: ["managed-by": "rachel-cloud"], by: deadline) {
            if firewall.labels?["rachel-mark"] != nil {
                _ = try client.deleteFirewall(firewall.id, by: deadline)
            } else {
                _ = try client.setLabels(
                    ["managed-by": "rachel-cloud"], ofFirewall: firewall.id, by: deadline)
            }
        }
    }
}
