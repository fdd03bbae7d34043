package import Hetzner
package import Logging
package import Store

/// The work of `maintain`, with the connection and the clients it needs. A round of a part is short and safe to repeat; a
/// later round does what one can't. Belongs to one thread.
package struct Maintenance {
    private let store: Store
    private let deletion: Deletion
    private let sweep: Sweep
    private let endOfAccess: EndOfAccess
    private let maxJobs: Int
    private let log: Logger
    private let beat: () -> Void
    private let hasEnded: (String) -> Bool
    private let launch: (Job.ID, Job.Kind) throws -> Void

    /// - Parameters:
    ///   - hetzner: Deletes.
    ///   - watching: Compares Hetzner with the ledger.
    ///   - jobDeadline: Of the deletions that it starts.
    ///   - maxJobs: The number of jobs that may be at work at once.
    ///   - beat: Called after each row.
    ///   - hasEnded: True when the process that took a lease under that name has certainly ended.
    ///   - launch: Starts a job's process. When it fails, a later round calls it again.
    package init(
        store: Store, hetzner: HetznerClient, watching: HetznerClient, settings: ProvisioningSettings,
        jobDeadline: Duration, maxJobs: Int, log: Logger,
        beat: @escaping () -> Void = {}, hasEnded: @escaping (String) -> Bool,
        launch: @escaping (Job.ID, Job.Kind) throws -> Void
    ) {
        self.store = store
        let witness = Witness(store: store, hetzner: hetzner, project: settings.project, log: log)
        deletion = Deletion(store: store, hetzner: hetzner, witness: witness, log: log)
        sweep = Sweep(store: store, hetzner: watching, settings: settings, log: log)
        endOfAccess = EndOfAccess(
            store: store, hetzner: hetzner, witness: witness, jobDeadline: jobDeadline, log: log)
        self.maxJobs = maxJobs
        self.log = log
        self.beat = beat
        self.hasEnded = hasEnded
        self.launch = launch
    }

    /// Does one round of the part. A row that can't be read costs itself alone and is logged. While the installation
    /// observes, the sweep says so and the others do nothing.
    ///
    /// Throws what the store throws when it can't be used, and what a sweep throws.
    package func run(_ part: MaintenancePart) throws {
        guard try part == .sweep || store.installation().observing == nil else { return }
        switch part {
        case .subscriptions: try endOfAccess.run(beat: beat)
        case .jobs:
            try reclaimLeasesOfDeadProcesses()
            for job in try store.takeDueJobs(slots: maxJobs, skipping: log.unreadable) { start(job) }
        case .sweep: _ = try sweep.run(.repair)
        case .deletions: try deletion.retryDue()
        case .clearOut: try store.clearOut()
        }
    }

    /// Does one round of every part, in order. Throws the first failure when all are done.
    package func runOnce() throws {
        var failure: (any Error)?
        for part in MaintenancePart.allCases {
            do {
                try run(part)
            } catch {
                failure = failure ?? error
            }
            beat()
        }
        if let failure { throw failure }
    }

    /// Releases the jobs of processes that are known to be dead, without waiting for their leases to expire.
    private func reclaimLeasesOfDeadProcesses() throws {
        for held in try store.heldLeases(skipping: log.unreadable) where hasEnded(held.owner) {
            try store.releaseLease(held.lease)
            log.warning("job.relieved", metadata: ["job": "\(held.lease.job)", "owner": "\(held.owner)"])
            beat()
        }
    }

    /// Starts the job's process. After a failure a later round starts it.
    private func start(_ job: DueJob) {
        if job.isAbandoned {
            log.warning("job.relaunched", metadata: ["job": "\(job.id)", "step": "\(job.step.rawValue)"])
        }
        do {
            try launch(job.id, job.kind)
        } catch {
            log.error("job.launch_failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
        beat()
    }
}

extension Logger {
    /// Names a row that was left out since it can't be read.
    func unreadable(_ row: UnreadableRow) {
        error(
            "row.unreadable",
            metadata: ["table": "\(row.table)", "id": "\(row.id)", "error": "\(row.reason)"])
    }
}
