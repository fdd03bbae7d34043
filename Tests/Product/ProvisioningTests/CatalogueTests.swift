import ProductSupport
import Provisioning
import SQLite
import Store
import Testing
import Time

/// All jobs share what they read of Hetzner's offer and what Hetzner refused.
struct CatalogueTests {
    /// Runs a job until it waits for its server, and stops there.
    private func runToSetUp(_ deploy: SimulatedDeploy, _ job: Job.ID? = nil) throws {
        let id = job ?? deploy.job
        deploy.whileWaiting = { deploy in
            if try deploy.test.store.job(id)?.step == .awaitSetUp { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run(id) }
    }

    /// A deploy of another customer of the same site.
    private func another(_ deploy: SimulatedDeploy) throws -> Job.ID {
        let user = try deploy.test.customer(email: "\(try Job.ID.random())@example.org")
        guard
            case .started(let job) = try deploy.test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        return job
    }

    private func reads(_ deploy: SimulatedDeploy) -> [Int] {
        [deploy.requests("GET /server_types"), deploy.requests("GET /images")]
    }

    @Test func `all jobs together read the catalogue once in ten minutes`() throws {
        let deploy = try SimulatedDeploy()
        try runToSetUp(deploy)
        for _ in 0..<3 {
            deploy.pass(.seconds(190))
            try runToSetUp(deploy, another(deploy))
        }
        #expect(reads(deploy) == [1, 1])
        deploy.pass(.seconds(30))
        try runToSetUp(deploy, another(deploy))
        #expect(reads(deploy) == [2, 2])
    }

    @Test func `while one job reads the catalogue for the first time, the others wait`() throws {
        let deploy = try SimulatedDeploy()
        let reader = try deploy.test.another()
        guard
            case .toBeRead(nil) = try reader.lookUpCatalogue(
                "server_types", project: "default", maxAge: .seconds(600), readingTime: .seconds(90))
        else { throw UnexpectedState() }
        var waits = 0
        deploy.whileWaiting = { deploy in
            waits += 1
            #expect(reads(deploy) == [0, 0])
            if waits == 5 { throw Killed() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
        // No ledger line stays open for an order that was not placed.
        #expect(try deploy.test.store.openResources(of: deploy.user).map(\.kind) == [.sshKey])
        deploy.pass(JobRunner.leaseDuration)
        try runToSetUp(deploy)
        #expect(reads(deploy) == [1, 1])
    }

    @Test func `uses the old list when a new one can't be read`() throws {
        let deploy = try SimulatedDeploy()
        try runToSetUp(deploy)
        deploy.pass(.seconds(700))
        try deploy.hetzner.inject("unavailable:call=GET /server_types")
        let second = try another(deploy)
        try runToSetUp(deploy, second)
        #expect(try deploy.test.store.job(second)?.hetznerServerID != nil)
        // No job asks again at once.
        let asked = reads(deploy)
        try runToSetUp(deploy, another(deploy))
        #expect(reads(deploy) == asked)
    }

    @Test func `reads again a list that another version of the program saved`() throws {
        let deploy = try SimulatedDeploy()
        try runToSetUp(deploy)
        try deploy.test.withRawDatabase { database in
            try database.execute("UPDATE catalogue SET document = '{}' WHERE topic = 'server_types'")
        }
        let second = try another(deploy)
        try runToSetUp(deploy, second)
        #expect(try deploy.test.store.job(second)?.hetznerServerID != nil)
        #expect(reads(deploy) == [2, 1])
    }

    @Test func `fails when no list comes`() throws {
        let deploy = try SimulatedDeploy(injecting: "unavailable:call=GET /server_types")
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .hetznerUnreachable)
        #expect(try deploy.servers == 0)
    }

    @Test func `no job orders a refused choice for a minute, whatever the list says`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:location=nbg1,catalogue=hopeful")
        try runToSetUp(deploy)
        #expect(deploy.requests("POST /servers") == 2)
        try runToSetUp(deploy, another(deploy))
        #expect(deploy.requests("POST /servers") == 3)
        deploy.pass(.seconds(61))
        try deploy.hetzner.recover()
        let later = try another(deploy)
        try runToSetUp(deploy, later)
        #expect(try deploy.test.store.job(later)?.location == "nbg1")
        #expect(deploy.requests("POST /servers") == 4)
    }

    @Test(arguments: ["hopeful", "honest"])
    func `waits while everything is sold out, and orders when a choice is available again`(catalogue: String)
        throws
    {
        let deploy = try SimulatedDeploy(injecting: "sold-out:catalogue=\(catalogue)")
        var waits: [JobWait] = []
        deploy.whileWaiting = { deploy in
            let job = try deploy.current
            if job.step == .awaitSetUp { throw Killed() }
            if let wait = job.wait { waits.append(wait) }
            if waits.count == 15 { try deploy.hetzner.recover() }
        }
        #expect(throws: Killed.self) { try deploy.run() }
        let job = try deploy.current
        #expect(job.location == "nbg1")
        #expect(job.wait == nil)
        #expect(waits.count >= 15)
        #expect(waits.allSatisfy { $0.code == .soldOut })
        // 15 minutes, less the time for the undo and the set-up.
        #expect(waits.allSatisfy { $0.until == job.createdAt + .seconds(900 - 150 - 120) })
        #expect(reads(deploy) == [1, 1])
    }

    @Test func `many waiting customers cost as few calls as one`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:catalogue=hopeful")
        let others = try (0..<5).map { _ in try another(deploy) }
        for job in [deploy.job] + others {
            deploy.whileWaiting = { deploy in
                if try deploy.test.store.job(job)?.wait != nil { throw Killed() }
            }
            #expect(throws: Killed.self) { try deploy.run(job) }
        }
        #expect(deploy.requests("POST /servers") == 2)
    }

    @Test func `waiting ends with its reason, not with the deadline`() throws {
        let deploy = try SimulatedDeploy(injecting: "sold-out:catalogue=hopeful")
        #expect(try deploy.run() == .ended(.failed))
        #expect(try deploy.current.failureCode == .soldOut)
        #expect(try deploy.current.wait == nil)
        let waited = try #require(try deploy.current.endedAt) - deploy.current.createdAt
        #expect(waited >= .seconds(900 - 150 - 120))
    }
}
