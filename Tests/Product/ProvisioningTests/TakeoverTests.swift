import Hetzner
import ProductSupport
import Store
import Testing
import Time

@testable import Provisioning

/// What a person says where the product doesn't know: a copy is resumed, a project claimed, a server adopted.
struct TakeoverTests {
    @Test func `a copy that observes is resumed when nobody else moves the mark`() throws {
        let deploy = try observing()
        var waited = Duration.zero
        let resumption = try deploy.takeover { waited += $0 }.resume()
        #expect(resumption.endedJobs == 0)
        #expect(waited == Takeover.silence)
        #expect(try deploy.test.store.installation().observing == nil)
        _ = try deploy.sweep()
        #expect(try deploy.servers == 1)
        #expect(try deploy.test.store.servers().map(\.state) == [.created])
    }

    @Test func `a copy is not resumed while the original is at work`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let copy = try deploy.copy()
        _ = try deploy.sweep()
        #expect(throws: WitnessError.self) { try copy.sweep() }
        let takeover = try copy.takeover { _ in _ = try? deploy.sweep() }
        #expect(throws: Takeover.Refusal.isAlive) { try takeover.resume() }
        #expect(try copy.test.store.installation().observing != nil)
        _ = try deploy.sweep()
        #expect(try deploy.test.store.installation().observing == nil)
    }

    @Test func `the original is refused after a copy was resumed`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let copy = try deploy.copy()
        _ = try deploy.sweep()
        #expect(throws: WitnessError.self) { try copy.sweep() }
        _ = try copy.takeover().resume()
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        #expect(try deploy.test.store.installation().observing != nil)
        _ = try copy.sweep()
        #expect(try deploy.servers == 1)
    }

    @Test func `a project is taken over although a refused copy has left a mark behind`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let copy = try deploy.copy()
        for _ in 0..<2 { _ = try deploy.sweep() }
        #expect(throws: WitnessError.self) { try copy.sweep() }
        #expect(try deploy.hetzner.count("firewalls", where: "name LIKE 'rachel-cloud-after-%'") == 2)
        try deploy.test.store.observe(because: "a test says so")
        _ = try deploy.takeover().resume()
        for _ in 0..<2 { _ = try deploy.sweep() }
        #expect(try deploy.hetzner.count("firewalls") == 2)
        #expect(throws: Takeover.Refusal.self) { try copy.takeover { _ in _ = try? deploy.sweep() }.resume() }
    }

    @Test func `a mark's name that belongs to something else makes nobody observe`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let mark = try #require(try deploy.test.store.project(named: deploy.settings.project).mark)
        let name = "rachel-cloud-after-\(mark.text)"
        try deploy.hetzner.post("firewalls", #"{"name":"\#(name)","rules":[]}"#)
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        #expect(try deploy.test.store.installation().observing == nil)
        try deploy.hetzner.delete("firewalls/\(deploy.hetzner.id(of: name, in: "firewalls"))")
        _ = try deploy.sweep()
    }

    @Test func `a resumption ends unfinished jobs without an undo, and keeps what they made`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.finishSteps()
        try deploy.test.store.observe(because: "a test says so")
        let resumption = try deploy.takeover().resume()
        #expect(resumption.endedJobs == 1)
        #expect(resumption.keptLines == 2)
        #expect(try deploy.current.outcome == .failed)
        #expect(try deploy.test.store.servers().map(\.state) == [.kept])
        deploy.pass(.seconds(3600))
        _ = try deploy.maintain()
        #expect(try deploy.servers == 1)
    }

    @Test func `fences of a resumed copy are greater than all before`() throws {
        let deploy = try observing()
        _ = try deploy.takeover().resume()
        guard
            case .started(let job) = try deploy.test.store.startDeprovision(
                of: deploy.user, deadline: .seconds(900), by: .customer),
            let lease = try deploy.test.store.takeLease(of: job, owner: "test", duration: .seconds(60))
        else { throw UnexpectedState() }
        #expect(lease.fence > 2_000_000)
    }

    @Test func `what doesn't observe is not resumed`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        #expect(throws: Takeover.Refusal.notObserving) { try deploy.takeover().resume() }
    }

    @Test func `a new database takes a project over, and its servers back`() throws {
        let lost = try SimulatedDeploy()
        try lost.standUp()
        let server = try #require(try lost.test.store.servers().first?.hetznerID)
        let new = try SimulatedDeploy(sharing: lost)
        let old = try lost.test.store.installation().id.text
        #expect(throws: Takeover.Refusal.otherWitness(found: old)) {
            try new.takeover().claim(from: new.test.store.installation().id.text)
        }
        try new.takeover().claim(from: old)
        #expect(try new.sweep().untracked.contains { $0.hetznerID == server })
        #expect(throws: WitnessError.self) { try lost.sweep() }
        // Its customer has another id here.
        #expect(throws: Adoption.Refusal.otherCustomers(label: lost.user.text)) {
            try new.adoption().adopt(server, for: new.user, isForeign: false)
        }
        #expect(try new.servers == 1)
    }

    @Test func `an installation at work is not taken over`() throws {
        let other = try SimulatedDeploy()
        try other.standUp()
        let new = try SimulatedDeploy(sharing: other)
        let takeover = try new.takeover { _ in _ = try? other.sweep() }
        let from = try other.test.store.installation().id.text
        #expect(throws: Takeover.Refusal.isAlive) { try takeover.claim(from: from) }
        _ = try other.sweep()
        #expect(try other.test.store.installation().observing == nil)
    }

    @Test func `a project whose firewall was deleted by hand is claimed again by its mark`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.claimed()
        try deploy.hetzner.delete(
            "firewalls/\(deploy.hetzner.id(of: "rachel-cloud-ssh-only", in: "firewalls"))")
        #expect(throws: WitnessError.self) { try deploy.sweep() }
        #expect(try deploy.claim().run(isEmpty: false) == .claimed)
        #expect(try deploy.claim().run(isEmpty: false) == .wasOurs)
        _ = try deploy.sweep()
    }

    @Test func `an empty project is claimed only when the lines are given up`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        deploy.hetzner = try SimulatedTransport()
        let lines = try deploy.test.store.openResources(of: deploy.user).count
        #expect(throws: ProjectClaim.Refusal.noServerThere(lines: lines)) {
            try deploy.claim().run(isEmpty: false)
        }
        #expect(try deploy.test.store.openResources(of: deploy.user).count == lines)
        #expect(try deploy.claim().run(isEmpty: true) == .claimedEmpty(lines: lines))
        #expect(try deploy.test.store.openResources(of: deploy.user).isEmpty)
        _ = try deploy.sweep()
    }

    @Test(arguments: [false, true])
    func `a deploy claims no second project, although the ledger has no line`(hasMark: Bool) throws {
        let deploy = try SimulatedDeploy()
        try deploy.claimed()
        let project = try deploy.test.store.project(named: deploy.settings.project)
        if hasMark {
            try deploy.hetzner.delete(
                "firewalls/\(deploy.hetzner.id(of: "rachel-cloud-ssh-only", in: "firewalls"))")
        } else {
            deploy.hetzner = try SimulatedTransport()
        }
        let firewalls = try deploy.hetzner.count("firewalls")
        #expect(throws: WitnessError.unclaimed(project: project.name)) { try deploy.ensureFirewall() }
        #expect(try deploy.hetzner.count("firewalls") == firewalls)
    }

    @Test(arguments: [false, true])
    func `an id names one project, whatever is claimed after it`(hasServer: Bool) throws {
        let deploy = try SimulatedDeploy()
        if hasServer { try deploy.standUp() } else { try deploy.claimed() }
        let before = try deploy.test.store.project(named: deploy.settings.project)
        let original = deploy.hetzner
        deploy.hetzner = try SimulatedTransport()
        _ = try deploy.claim().run(isEmpty: hasServer)
        let after = try deploy.test.store.project(named: deploy.settings.project)
        #expect(after.id != before.id)
        #expect(try deploy.test.store.projects().map(\.id).contains(before.id))
        _ = try deploy.sweep()
        // The token of before is not taken for this project's, nor its mark for that of a copy.
        deploy.hetzner = original
        #expect(throws: WitnessError.otherProject(own: after.id.text, found: before.id.text)) {
            try deploy.sweep()
        }
        #expect(try deploy.test.store.installation().observing == nil)
    }

    @Test func `an installation with a project takes over no other one under its name`() throws {
        let other = try SimulatedDeploy()
        try other.standUp()
        let deploy = try SimulatedDeploy()
        try deploy.claimed()
        deploy.hetzner = other.hetzner
        let from = try other.test.store.installation().id.text
        #expect(throws: Takeover.Refusal.hasOwnProject(name: deploy.settings.project)) {
            try deploy.takeover().claim(from: from)
        }
        _ = try other.sweep()
    }

    @Test func `a kept server is adopted by its customer, once, and nobody else`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.finishSteps()
        try deploy.test.store.observe(because: "a test says so")
        _ = try deploy.takeover().resume()
        let server = try #require(try deploy.test.store.servers().first?.hetznerID)
        let other = try deploy.test.customer(email: "bea@example.org")
        #expect(throws: Adoption.Refusal.otherCustomers(label: deploy.user.text)) {
            try deploy.adoption().adopt(server, for: other, isForeign: true)
        }
        #expect(try deploy.adoption().candidates().map(\.server) == [server])
        #expect(try deploy.adoption().adopt(server, for: deploy.user, isForeign: false))
        #expect(try deploy.test.store.subscription(of: deploy.user)?.isServerProvisioned == true)
        #expect(try deploy.test.store.servers().map(\.state) == [.created])
        #expect(throws: Adoption.Refusal.store(.isCustomers(deploy.user))) {
            try deploy.adoption().adopt(server, for: deploy.user, isForeign: false)
        }
        #expect(throws: Adoption.Refusal.notThere) {
            try deploy.adoption().adopt(1, for: other, isForeign: false)
        }
    }

    @Test func `a kept server is deleted by its id, and a customer's is not`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        let active = try #require(try deploy.test.store.servers().first?.hetznerID)
        let project = try deploy.test.store.project(named: deploy.settings.project)
        #expect(throws: AdoptionRefusal.isCustomers(deploy.user)) {
            try deploy.test.store.deleteKept(.server, active, in: project)
        }
        try deploy.hetzner.post(
            "servers",
            #"{"name":"stray","server_type":"cx23","location":"nbg1","image":"ubuntu-24.04","labels":{"managed-by":"rachel-cloud"}}"#
        )
        _ = try deploy.sweep()
        let stray = try deploy.hetzner.id(of: "stray", in: "servers")
        #expect(throws: AdoptionRefusal.unknown) {
            try deploy.test.store.deleteKept(.server, stray + 1, in: project)
        }
        try deploy.test.store.deleteKept(.server, stray, in: project)
        for _ in 0..<3 {
            _ = try deploy.maintain()
            deploy.pass(.seconds(60))
        }
        #expect(try deploy.servers == 1)
        #expect(try deploy.test.store.untracked().isEmpty)
    }

    @Test func `a kept order of which nobody knows what it made is deleted by its name`() throws {
        let deploy = try SimulatedDeploy(injecting: "server-error:call=POST /servers,when=after")
        deploy.whileWaiting = { if try $0.current.step == .create { throw Killed() } }
        #expect(throws: Killed.self) { try deploy.run() }
        let store = deploy.test.store
        try store.observe(because: "a test says so")
        _ = try deploy.takeover().resume()
        let line = try #require(try store.keptLines().first { $0.kind == .server })
        #expect(line.hetznerID == nil)
        let project = try store.project(named: deploy.settings.project)
        #expect(throws: AdoptionRefusal.unknown) {
            try store.deleteKept(.server, named: line.name + "x", in: project)
        }
        try store.deleteKept(.server, named: line.name, in: project)
        #expect(throws: AdoptionRefusal.unknown) {
            try store.deleteKept(.server, named: line.name, in: project)
        }
        #expect(try deploy.servers == 1)
        for _ in 0..<3 {
            _ = try deploy.maintain()
            deploy.pass(.seconds(60))
        }
        #expect(try deploy.servers == 0)
        #expect(try store.servers().isEmpty)
    }

    /// An installation with a server that observes, and whose original is gone.
    private func observing() throws -> SimulatedDeploy {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.test.store.observe(because: "a test says so")
        return deploy
    }
}

extension SimulatedDeploy {
    fileprivate func takeover(_ wait: @escaping (Duration) -> Void = { _ in }) throws -> Takeover {
        Takeover(
            store: try test.another(), hetzner: try client(), settings: settings, log: silence, wait: wait)
    }

    fileprivate func claim() throws -> ProjectClaim {
        ProjectClaim(store: try test.another(), hetzner: try client(), settings: settings, log: silence)
    }

    fileprivate func adoption() throws -> Adoption {
        Adoption(store: try test.another(), hetzner: try client(), project: settings.project, log: silence)
    }

    /// As a deploy does before it orders.
    fileprivate func ensureFirewall() throws {
        let hetzner = try client()
        let firewall = SharedFirewall(
            store: try test.another(), hetzner: hetzner, settings: settings, log: silence,
            deadline: hetzner.deadline(in: .seconds(60)))
        _ = try firewall.ensure()
    }

    /// Claims the project, without a server.
    fileprivate func claimed() throws {
        #expect(try claim().run(isEmpty: false) == .claimed)
    }
}
