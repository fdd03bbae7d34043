import Hetzner
import ProductSupport
import Store
import Testing
import Time

@testable import Provisioning

/// A project without a witness is claimed on a person's word.
struct ProjectClaimTests {
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

    @Test func `a firewall that was deleted while we observe comes back, so that we can be resumed`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.claimed()
        try deploy.test.store.observe(because: "a test says so")
        try deploy.hetzner.delete(
            "firewalls/\(deploy.hetzner.id(of: "rachel-cloud-ssh-only", in: "firewalls"))")
        #expect(throws: Takeover.Refusal.noWitness) { try deploy.takeover().resume() }
        #expect(try deploy.claim().run(isEmpty: false) == .claimed)
        _ = try deploy.takeover().resume()
        _ = try deploy.sweep()
    }

    @Test func `an observing installation gives nothing up`() throws {
        let deploy = try SimulatedDeploy()
        try deploy.standUp()
        try deploy.test.store.observe(because: "a test says so")
        deploy.hetzner = try SimulatedTransport()
        let lines = try deploy.test.store.openResources(of: deploy.user).count
        #expect(throws: WitnessError.observing(reason: "a test says so")) {
            try deploy.claim().run(isEmpty: true)
        }
        #expect(try deploy.test.store.openResources(of: deploy.user).count == lines)
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
}
