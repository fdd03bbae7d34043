package import Hetzner
package import Logging
package import Store

/// Resumes abandoned jobs, retries pending deletions and ends grace periods. A round is short and safe to repeat; a
/// later round does what one can't.
package struct Maintenance {
    /// The time that a new job's process may take to start. A second process finds the lease taken and ends.
    private static let startAllowance: Duration = .seconds(5)

    private let store: Store
    private let hetzner: HetznerClient
    private let jobDeadline: Duration
    private let hasEnded: (String) -> Bool
    private let launch: (Job.ID, Job.Kind) throws -> Void
    private let log: Logger

    /// - Parameters:
    ///   - hasEnded: True when the process that took a lease under that name has certainly ended.
    ///   - launch: Starts a job's process. When it fails, a later round calls it again.
    package init(
        store: Store, hetzner: HetznerClient, jobDeadline: Duration, log: Logger,
        hasEnded: @escaping (String) -> Bool,
        launch: @escaping (Job.ID, Job.Kind) throws -> Void
    ) {
        self.store = store
        self.hetzner = hetzner
        self.jobDeadline = jobDeadline
        self.log = log
        self.hasEnded = hasEnded
        self.launch = launch
    }

    /// Runs one round. Throws only what the store throws when it can't be used.
    package func round() throws {
        for job in try store.endGracePeriods(deadline: jobDeadline) {
            log.notice("grace_period.ended", metadata: ["job": "\(job)"])
            start(job, .deprovision)
        }
        for job in try store.removeUnpaidServers(deadline: jobDeadline) {
            log.notice("unpaid_server.removed", metadata: ["job": "\(job)"])
            start(job, .deprovision)
        }
        let reclaimed = try reclaimLeasesOfDeadProcesses()
        for job in try store.abandonedJobs(startAllowance: Self.startAllowance)
        where !reclaimed.contains(job.id) {
            log.warning("job.relaunched", metadata: ["job": "\(job.id)", "step": "\(job.step.rawValue)"])
            start(job.id, job.kind)
        }
        try Deletion(store: store, hetzner: hetzner, log: log).retryDue()
        try store.clearOut()
    }

    /// Restarts the jobs of processes that are known to be dead, without waiting for their leases to expire. Returns
    /// those jobs.
    private func reclaimLeasesOfDeadProcesses() throws -> Set<Job.ID> {
        var reclaimed: Set<Job.ID> = []
        for held in try store.heldLeases() where hasEnded(held.owner) {
            try store.releaseLease(held.lease)
            log.warning("job.relieved", metadata: ["job": "\(held.lease.job)", "owner": "\(held.owner)"])
            start(held.lease.job, held.kind)
            reclaimed.insert(held.lease.job)
        }
        return reclaimed
    }

    /// Starts the job's process. After a failure a later round starts it.
    private func start(_ job: Job.ID, _ kind: Job.Kind) {
        do {
            try launch(job, kind)
        } catch {
            log.error("job.launch_failed", metadata: ["job": "\(job)", "error": "\(error)"])
        }
    }
}
