import ProductSupport
import SQLite
import Testing
import Time

@testable import Store

/// A server's row from its deploy until its deletion.
struct ServerTests {
    @Test func `a fence grows with every lease on any job of the server`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let first = try lease(deploy(user, test), test)
        test.advance(.seconds(60))
        let second = try lease(first.job, test)
        try finish(second, test)
        guard
            case .started(let deletion) = try test.store.startDeprovision(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        let third = try lease(deletion, test)
        #expect(first.fence < second.fence && second.fence < third.fence)
    }

    @Test func `address, port and host key stay with the server when its deploy has ended`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let lease = try lease(deploy(user, test), test)
        #expect(try test.store.setCallback(of: lease.job, .succeeded, "ssh-ed25519 AAAA", nil))
        try finish(lease, test)
        guard
            case .started(let deletion) = try test.store.startDeprovision(
                of: user, deadline: .seconds(900), by: .customer),
            let job = try test.store.job(deletion)
        else { throw UnexpectedState() }
        #expect(job.hetznerServerID == 7)
        #expect(job.ipAddress == "192.0.2.7")
        #expect(job.sshPort == 2222)
        #expect(job.hostKey == "ssh-ed25519 AAAA")
    }

    @Test func `a server is wanted until its deletion, and the next deploy has another`() throws {
        let test = try TestStore()
        let user = try test.customer()
        let lease = try lease(deploy(user, test), test)
        #expect(try wanted(test) == ["on"])
        try finish(lease, test)
        guard
            case .started(let deletion) = try test.store.startDeprovision(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        #expect(try wanted(test) == ["on"])
        let last = try self.lease(deletion, test)
        try test.store.releaseServer(under: last, project: "p")
        #expect(try wanted(test) == ["gone"])
        try test.store.endDeprovision(under: last)
        for line in try test.store.openResources(of: user) { try test.store.recordGone(line) }
        _ = try deploy(user, test)
        #expect(try wanted(test) == ["gone", "on"])
    }

    @Test(arguments: [false, true])
    func `a server is not wanted any more when its deploy is undone or canceled`(isUndone: Bool) throws {
        let test = try TestStore()
        let user = try test.customer()
        let job = try deploy(user, test)
        if isUndone {
            try test.store.turnToUndo(
                from: .prepare, failureCode: .soldOut, detail: "", under: lease(job, test))
        } else {
            #expect(try test.store.requestCancel(of: user, by: .customer) == .canceled(job))
        }
        #expect(try wanted(test) == ["gone"])
    }

    private func deploy(_ user: User.ID, _ test: TestStore) throws -> Job.ID {
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, within: DeployLimits(), deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        return job
    }

    private func lease(_ job: Job.ID, _ test: TestStore) throws -> Lease {
        try #require(try test.store.takeLease(of: job, owner: "test", duration: .seconds(60)))
    }

    /// Lets the deploy order a server and become ready.
    private func finish(_ lease: Lease, _ test: TestStore) throws {
        let line = try test.store.intend(.server, name: "s", project: "p", under: lease).resource
        let server = CreatedServer(
            hetznerID: 7, name: "s", ipAddress: "192.0.2.7", sshPort: 2222, serverType: "t", location: "l")
        try test.store.recordCreated(server, resource: line.id, under: lease)
        for (step, next) in zip(StepName.deploySteps, StepName.deploySteps.dropFirst()) {
            try test.store.advance(from: step, to: next, under: lease)
        }
        try test.store.endDeployReady(under: lease)
    }

    private func wanted(_ test: TestStore) throws -> [String] {
        try test.store.database.rows("SELECT wanted FROM servers ORDER BY created_at, rowid") {
            row throws(StoreError) in try row.text("wanted")
        }
    }
}
