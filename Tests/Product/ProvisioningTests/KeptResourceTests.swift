import Hetzner
import ProductSupport
import Store
import Testing
import Time

@testable import Provisioning

/// What is kept until a person decides: adopted by its customer, or deleted.
struct KeptResourceTests {
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
}
