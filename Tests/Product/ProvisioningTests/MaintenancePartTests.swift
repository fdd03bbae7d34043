import Hetzner
import Linux
import ProductSupport
import Provisioning
import SQLite
import Store
import Synchronization
import TestSupport
import Testing
import Time

struct MaintenancePartTests {
    /// A customer's ready server whose ledger line says that it is to be deleted.
    private func pendingDeletion(_ deploy: SimulatedDeploy) throws {
        try deploy.standUp()
        try deploy.test.withRawDatabase {
            try $0.execute(
                "UPDATE resources SET state = 'deleting', deleting_since_at = created_at WHERE kind = 'server'"
            )
        }
    }

    /// Another customer's deploy, whose process has died.
    private func deadJob(_ deploy: SimulatedDeploy) throws -> Job.ID {
        let user = try deploy.test.customer(email: "dead@example.org")
        let store = deploy.test.store
        guard
            case .started(let job) = try store.startDeploy(of: user, deadline: .seconds(900), by: .customer),
            try store.takeLease(of: job, owner: "dead", duration: JobRunner.leaseDuration) != nil
        else { throw UnexpectedState() }
        deploy.hasEnded = { $0 == "dead" }
        return job
    }

    @Test func `while a call to Hetzner takes long, the jobs of dead processes are taken up`() throws {
        let deploy = try SimulatedDeploy()
        try pendingDeletion(deploy)
        let job = try deadJob(deploy)
        let (isCalling, mayAnswer) = (Flag(), Flag())
        deploy.hetzner.beforeResponding = { _ in
            isCalling.raise()
            #expect(eventually { mayAnswer.isRaised })
        }
        let store = deploy.test.store
        let deletions = PartProgress(.deletions, now: store.timeSource)
        let jobs = PartProgress(.jobs, now: store.timeSource)
        nonisolated(unsafe) var slow = PartLoop(deletions, log: deploy.silence) { try deploy.maintenance() }
        let thread = try PosixThread { slow.turn() }
        #expect(eventually { isCalling.isRaised })
        var launched: [Job.ID] = []
        var quick = PartLoop(jobs, log: deploy.silence) { try deploy.maintenance { launched.append($0) } }
        quick.turn()
        #expect(launched == [job])
        #expect(jobs.report.doneAt != nil && deletions.report.doneAt == nil)
        mayAnswer.raise()
        thread.join()
        #expect(deletions.report.doneAt != nil)
    }

    @Test func `every part is done once, and the first failure is thrown at the end`() throws {
        let deploy = try SimulatedDeploy(injecting: "server-error")
        var launched: [Job.ID] = []
        let maintenance = try deploy.maintenance { launched.append($0) }
        #expect(throws: HetznerError.self) { try maintenance.runOnce() }
        #expect(launched == [deploy.job])
        try deploy.hetzner.recover()
        try maintenance.runOnce()
    }

    @Test func `a part that fails reports it, and its next success too`() throws {
        let deploy = try SimulatedDeploy(injecting: "server-error")
        let progress = PartProgress(.sweep, now: deploy.test.store.timeSource)
        let log = RecordedLog()
        var loop = PartLoop(progress, log: log.logger) { try deploy.maintenance() }
        loop.turn()
        #expect(progress.report.failure != nil && progress.report.doneAt == nil)
        #expect(log.lines.contains { $0.hasPrefix("error maintenance.failed") && $0.contains("part=sweep") })
        try deploy.hetzner.recover()
        loop.turn()
        #expect(progress.report.failure == nil && progress.report.doneAt == deploy.test.store.now)
    }

    @Test func `what a part needs is opened again when that failed`() throws {
        let deploy = try SimulatedDeploy()
        var isBroken = true
        let progress = PartProgress(.jobs, now: deploy.test.store.timeSource)
        var launched: [Job.ID] = []
        var loop = PartLoop(progress, log: deploy.silence) {
            if isBroken { throw UnexpectedState() }
            return try deploy.maintenance { launched.append($0) }
        }
        loop.turn()
        #expect(progress.report.failure != nil)
        isBroken = false
        loop.turn()
        #expect(launched == [deploy.job])
    }

    @Test(arguments: MaintenancePart.allCases)
    func `while the installation observes, only the sweep speaks, and nothing is changed`(
        part: MaintenancePart
    ) throws {
        let deploy = try SimulatedDeploy()
        try pendingDeletion(deploy)
        _ = try deadJob(deploy)
        try deploy.test.store.observe(because: "a test says so")
        let log = RecordedLog()
        let progress = PartProgress(part, now: deploy.test.store.timeSource)
        let (calls, version) = (deploy.hetzner.requests.count, try deploy.test.dataVersion())
        var loop = PartLoop(progress, log: log.logger) {
            try deploy.maintenance(log: log.logger) { _ in Issue.record("a job was launched") }
        }
        loop.turn()
        #expect(deploy.hetzner.requests[calls...].allSatisfy { $0.hasPrefix("GET ") })
        #expect(log.lines.count == (part == .sweep ? 1 : 0), "\(log.lines)")
        if part != .sweep { #expect(try deploy.test.dataVersion() == version) }
    }

    @Test func `rows that can't be read are logged by id, once a round, and the others go on`() throws {
        let deploy = try SimulatedDeploy()
        let bad = try deadJob(deploy)
        try deploy.test.withRawDatabase {
            try $0.execute("PRAGMA ignore_check_constraints = ON")
            try $0.execute("UPDATE jobs SET kind = 'of tomorrow' WHERE id = \(bad.text)")
        }
        let log = RecordedLog()
        var launched: [Job.ID] = []
        try deploy.maintenance(log: log.logger) { launched.append($0) }.run(.jobs)
        #expect(launched == [deploy.job])
        #expect(log.lines.count { $0.contains("row.unreadable") && $0.contains("id=\(bad)") } == 1)
    }

    @Test(arguments: MaintenancePart.allCases)
    func `a part is silent when it makes no progress, and not while it rests`(part: MaintenancePart) throws {
        let test = try TestStore()
        let progress = PartProgress(part, now: test.store.timeSource)
        test.advance(part.longestSilence)
        #expect(!progress.isSilent)
        test.advance(.milliseconds(1))
        #expect(progress.isSilent)
        progress.beat()
        #expect(!progress.isSilent)
        progress.rest(for: .seconds(3600))
        test.advance(.seconds(3600) + part.longestSilence)
        #expect(!progress.isSilent)
        test.advance(.milliseconds(1))
        #expect(progress.isSilent)
    }
}
