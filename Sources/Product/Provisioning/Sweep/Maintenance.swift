package import Logging
package import Store

/// Resumes abandoned jobs, retries pending deletions and ends grace periods. A round is short and safe to repeat; a
/// later round does what one can't.
package struct Maintenance {
    private let store: Store
    private let deletion: Deletion
    private let jobDeadline: Duration
    private let maxJobs: Int
    private let hasEnded: (String) -> Bool
    private let launch: (Job.ID, Job.Kind) throws -> Void
    private let log: Logger

    /// - Parameters:
    ///   - deletion: Retries what is pending.
    ///   - maxJobs: The number of jobs that may be at work at once.
    ///   - hasEnded: True when the process that took a lease under that name has certainly ended.
    ///   - launch: Starts a job's process. When it fails, a later round calls it again.
    package init(
        store: Store, deletion: Deletion, jobDeadline: Duration, maxJobs: Int, log: Logger,
        hasEnded: @escaping (String) -> Bool,
        launch: @escaping (Job.ID, Job.Kind) throws -> Void
    ) {
        self.store = store
        self.deletion = deletion
        self.jobDeadline = jobDeadline
        self.maxJobs = maxJobs
        self.log = log
        self.hasEnded = hasEnded
        self.launch = launch
    }

    /// Runs one round. Throws only what the store throws when it can't be used.
    package func round() throws {
        for job in try store.endGracePeriods(deadline: jobDeadline) {
            log.notice("grace_period.ended", metadata: ["job": "\(job)"])
        }
        for job in try store.removeUnpaidServers(deadline: jobDeadline) {
            log.notice("unpaid_server.removed", metadata: ["job": "\(job)"])
        }
        try reclaimLeasesOfDeadProcesses()
        for job in try store.takeDueJobs(slots: maxJobs) { start(job) }
        try deletion.retryDue()
        try store.clearOut()
    }

    /// Releases the jobs of processes that are known to be dead, without waiting for their leases to expire.
    private func reclaimLeasesOfDeadProcesses() throws {
        for held in try store.heldLeases() where hasEnded(held.owner) {
            try store.releaseLease(held.lease)
            log.warning("job.relieved", metadata: ["job": "\(held.lease.job)", "owner": "\(held.owner)"])
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
    }
}
