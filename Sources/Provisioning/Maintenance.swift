package import Hetzner
package import Logging
package import Store

/// What has to be done whoever died: takes abandoned jobs up again, pays the ledger's debts and ends grace
/// periods. A round is short and safe to repeat; whatever it can't do now, a later one does.
package struct Maintenance {
    /// How long a new job's process may take to show itself.
    private static let patience: Duration = .seconds(15)
    private static let firstDeletionPause: Duration = .seconds(10)
    /// A debt that is older than this is shouted about.
    private static let loudAfter: Duration = .seconds(3600)

    private let store: Store
    private let hetzner: HetznerClient
    private let jobDeadline: Duration
    private let launch: (Job.ID, Job.Kind) throws -> Void
    private let log: Logger

    /// - Parameter launch: Starts a job's process; it may fail, and is then asked again.
    package init(
        store: Store, hetzner: HetznerClient, jobDeadline: Duration, log: Logger,
        launch: @escaping (Job.ID, Job.Kind) throws -> Void
    ) {
        self.store = store
        self.hetzner = hetzner
        self.jobDeadline = jobDeadline
        self.log = log
        self.launch = launch
    }

    /// One round. Throws only what the store throws when it can't be used.
    package func round() throws {
        for job in try store.endGracePeriods(deadline: jobDeadline) {
            log.notice("grace_period.ended", metadata: ["job": "\(job)"])
            start(job, .deprovision)
        }
        for job in try store.abandonedJobs(patience: Self.patience) {
            log.warning("job.relaunched", metadata: ["job": "\(job.id)", "step": "\(job.step.rawValue)"])
            start(job.id, job.kind)
        }
        try payDebts()
        try store.clearOut()
    }

    private func payDebts() throws {
        let deletion = Deletion(store: store, hetzner: hetzner, log: log)
        for debt in try store.deletionsDue(firstPause: Self.firstDeletionPause) {
            try deletion.attempt(debt)
            let age = store.now - (debt.deletingSince ?? debt.createdAt)
            guard age > Self.loudAfter else { continue }
            log.error(
                "resource.still_owed",
                metadata: [
                    "kind": "\(debt.kind.rawValue)", "id": "\(debt.hetznerID.map(String.init) ?? "unknown")",
                    "hours": "\(age.milliseconds / 3_600_000)", "attempts": "\(debt.deleteAttempts)",
                ])
        }
    }

    /// A process that can't be started now is started by a later round.
    private func start(_ job: Job.ID, _ kind: Job.Kind) {
        do {
            try launch(job, kind)
        } catch {
            log.error("job.launch_failed", metadata: ["job": "\(job)", "error": "\(error)"])
        }
    }
}
