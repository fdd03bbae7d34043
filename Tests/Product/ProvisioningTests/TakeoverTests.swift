import Hetzner
import ProductSupport
import Store
import Testing
import Time

@testable import Provisioning

/// A person says that this database is the right one: a copy is resumed, another installation's project taken over.
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

    /// An installation with a server that observes, and whose original is gone.
    private func observing() throws -> SimulatedDeploy {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.test.store.observe(because: "a test says so")
        return deploy
    }
}
