import Crypto
import Foundation
import HTTPClient
import Hetzner
import Logging
import ProductSupport
import Provisioning
import SQLite
import SSH
import Store
import TestSupport
import Testing
import Time

/// A deploy of a new customer against the simulated API, with a clock that advances only while somebody waits.
final class SimulatedDeploy {
    let test: TestStore
    /// The project whose token the configuration holds.
    var hetzner: SimulatedTransport
    let user: User.ID
    let job: Job.ID
    var settings: ProvisioningSettings
    private var now = ContinuousClock.now
    /// Called at each wait of a job, before time passes. An error from it kills the job's process there.
    var whileWaiting: (SimulatedDeploy) throws -> Void = { _ in }

    /// - Parameter other: Has the project that this installation's token belongs to; nil for a project of its own.
    init(injecting faults: String..., sharing other: SimulatedDeploy? = nil) throws {
        test = try TestStore()
        hetzner = try other?.hetzner ?? SimulatedTransport()
        // One clock for both, so that ages agree.
        if other == nil { hetzner.pass(test.store.now - .now()) }
        for fault in faults { try hetzner.inject(fault) }
        user = try test.customer()
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        self.job = job
        settings = ProvisioningSettings(
            project: "default",
            serverChoices: [
                ServerChoice(type: "cx23", location: "nbg1"), ServerChoice(type: "cx23", location: "fsn1"),
            ],
            image: "ubuntu-24.04", keyType: .ed25519, sshPort: 22, controlPlaneAddresses: ["192.0.2.7/32"],
            callbackBaseURL: "https://cloud.example",
            machine: MachineSettings(
                userName: "rachel", packages: ["git"], repositoryURL: "https://git.example/rachel8",
                repositoryReference: "main", unit: MachineSettings.standardUnit),
            setUpTimeout: .seconds(300), serviceSettle: .seconds(1))
    }

    private init(_ copy: TestStore, of original: SimulatedDeploy) throws {
        test = copy
        (hetzner, user, job) = (original.hetzner, original.user, original.job)
        settings = original.settings
    }

    /// The same installation with a copy of the database as it is now.
    func copy() throws -> SimulatedDeploy {
        try SimulatedDeploy(test.copy(), of: self)
    }

    /// The shell of the customer's server; there is no machine to log in to.
    var shell: any Shell = SSHShell()

    /// Runs the job's processes, one after the other, to its end.
    func run(_ job: Job.ID? = nil) throws -> JobRunner.Result {
        while true {
            let result = try runProcess(job)
            guard case .waiting = result else { return result }
            while try !test.store.isDue(job ?? self.job) {
                try whileWaiting(self)
                pass(.seconds(5))
            }
        }
    }

    /// Runs one process of the job, from its start to its end.
    func runProcess(_ job: Job.ID? = nil) throws -> JobRunner.Result {
        let runner = JobRunner(
            store: try test.another(), hetzner: try client(), settings: settings, log: silence, shell: shell,
            sleep: { [unowned self] pause in
                try self.whileWaiting(self)
                self.pass(max(pause, .milliseconds(100)))
            })
        return try runner.run(job ?? self.job, owner: "test")
    }

    /// A process takes the job and dies.
    func die() throws {
        guard try test.store.takeLease(of: job, owner: "test", duration: JobRunner.leaseDuration) != nil
        else {
            throw UnexpectedState()
        }
    }

    /// Runs the deploy until it waits for its server, then ends it as if hand-over and service had succeeded, since
    /// there is no machine to log in to.
    func standUp() throws {
        try test.store.endDeployReady(under: finishSteps())
    }

    /// As above, up to the last step, in which the job's process dies.
    @discardableResult
    func finishSteps() throws -> Lease {
        whileWaiting = { if try $0.current.step == .awaitSetUp { throw Killed() } }
        #expect(throws: Killed.self) { try run() }
        whileWaiting = { _ in }
        pass(JobRunner.leaseDuration)
        let store = test.store
        guard let lease = try store.takeLease(of: job, owner: "test", duration: .seconds(60)) else {
            throw UnexpectedState()
        }
        try store.advance(from: .awaitSetUp, to: .finish, under: lease)
        return lease
    }

    var maxJobs = 16

    /// True when the process that took a lease under that name is known to be dead.
    var hasEnded: (String) -> Bool = { _ in false }

    /// Runs one sweep.
    func sweep(_ mode: Sweep.Mode = .repair) throws -> SweepReport {
        try Sweep(store: test.another(), hetzner: client(.watching), settings: settings, log: silence)
            .run(mode)
    }

    /// The work of `maintain`, which calls `launch` for each job that it launches.
    ///
    /// - Parameters:
    ///   - lease: The one that it works under; without it nothing is looked at.
    ///   - log: Receives what it logs.
    func maintenance(
        under lease: MaintenanceLease? = nil, log: Logger? = nil,
        launch: @escaping (Job.ID) -> Void = { _ in }
    ) throws -> Maintenance {
        let (store, log) = (try test.another(), log ?? silence)
        if let lease { store.act(under: lease) }
        let guarded = lease.map { lease in
            MaintenanceTransport(
                hetzner, requireLease: { try store.requireMaintenance(lease) }, beat: {})
        }
        return Maintenance(
            store: store, hetzner: try client(through: guarded, sharingCallsOf: store),
            watching: try client(.watching, through: guarded, sharingCallsOf: store), settings: settings,
            jobDeadline: .seconds(900), maxJobs: maxJobs, log: log,
            hasEnded: hasEnded, launch: { job, _ in launch(job) })
    }

    /// Runs one round of each part but the sweep, and returns the jobs that it launched.
    func maintain() throws -> [Job.ID] {
        var launched: [Job.ID] = []
        let maintenance = try maintenance { launched.append($0) }
        for part in MaintenancePart.allCases where part != .sweep { try maintenance.run(part) }
        return launched
    }

    /// A client, of which each process has its own, with the call budget that all share.
    func client(
        _ purpose: CallPurpose = .creation, through transport: (any HTTPTransport)? = nil,
        sharingCallsOf store: Store? = nil
    ) throws -> HetznerClient {
        HetznerClient(
            endpoint: "https://api.example/v1", token: Secret(SimulatedTransport.token),
            transport: transport ?? hetzner,
            time: Timekeeping(now: { self.now }, sleep: { self.pass($0) }, random: { 1 }),
            budget: SharedCallBudget(
                store: try store ?? test.another(), project: settings.project, log: silence),
            purpose: purpose)
    }

    /// A deploy of that customer that failed after it had intended to order, with its line closed.
    func failedOrder(of user: User.ID) throws -> Job.ID {
        let store = test.store
        guard
            case .started(let job) = try store.startDeploy(of: user, deadline: .seconds(900), by: .customer),
            let lease = try store.takeLease(of: job, owner: "test", duration: .seconds(60))
        else { throw UnexpectedState() }
        let intent = try store.intend(
            .server, name: "rachel-cloud-\(user)", project: settings.project, under: lease)
        try store.turnToUndo(from: .prepare, failureCode: .internalError, detail: "", under: lease)
        try store.recordGone(intent.resource)
        try store.endDeployFailed(sentence: "Sorry.", under: lease)
        return job
    }

    /// Lets a late order of a job arrive at Hetzner.
    func orderArrives(job: Job.ID? = nil, of user: User.ID? = nil) throws {
        let (job, user) = (job ?? self.job, user ?? self.user)
        try hetzner.post(
            "servers",
            """
            {"name": "rachel-cloud-\(user)", "server_type": "cx23", "image": "ubuntu-24.04", "location": "nbg1",
            "labels": {"managed-by": "rachel-cloud", "rachel-job": "\(job)"}}
            """)
    }

    let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    func pass(_ duration: Duration) {
        now += duration
        test.advance(duration)
        hetzner.pass(duration)
    }

    /// Records the callback that the new server would send, once the job waits for it.
    func callBack(_ outcome: Callback.Outcome, detail: String? = nil, hostKey: String? = nil) throws {
        guard try current.step == .awaitSetUp else { return }
        try test.withRawDatabase { database in
            try database.execute(
                """
                UPDATE jobs SET callback_used_at = \(test.store.now), callback_outcome = \(outcome.rawValue),
                    callback_detail = \(detail), wake_at = NULL, wake_count = wake_count + 1 WHERE id = \(job)
                """)
            try database.execute(
                "UPDATE servers SET host_key = \(hostKey) WHERE id = (SELECT server_id FROM jobs WHERE id = \(job))"
            )
        }
    }

    var current: Job {
        get throws {
            guard let job = try test.store.job(job) else { throw UnexpectedState() }
            return job
        }
    }

    /// The number of servers at Hetzner; a deleted one counts until it is gone.
    var servers: Int64 {
        get throws { try hetzner.count("servers", where: "deleted_at IS NULL") }
    }

    var sshKeys: Int64 {
        get throws { try hetzner.count("ssh_keys") }
    }

    func requests(_ operation: String) -> Int {
        hetzner.requests.count { $0 == operation }
    }
}

/// Stands for kill -9.
struct Killed: Error {}
