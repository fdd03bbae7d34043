import Hetzner
import Logging
import Store

/// What a step has at hand. Belongs to the job's one thread.
final class JobContext {
    /// How long one call to Hetzner may take with all its repetitions; with the pauses between renewals well
    /// inside the lease.
    private static let callLimit: Duration = .seconds(75)

    let store: Store
    let lease: Lease
    let hetzner: HetznerClient
    let settings: ProvisioningSettings
    let log: Logger
    /// The job as it stood when the step began.
    var job: Job
    /// When the server was last asked about; in memory only, since asking once more does no harm.
    var lastWatchedAt: Instant?
    private var deletionAttempts = 0
    private var knownFirewall: Int64?

    init(
        store: Store, lease: Lease, job: Job, hetzner: HetznerClient, settings: ProvisioningSettings,
        log: Logger
    ) {
        self.store = store
        self.lease = lease
        self.job = job
        self.hetzner = hetzner
        self.settings = settings
        self.log = log
    }

    /// By when the call that is about to be made must be over.
    var callDeadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }

    /// How long the step has been at work, over all its attempts.
    var stepAge: Duration { store.now - job.stepStartedAt }

    var isRetryWindowExpired: Bool { stepAge >= job.step.retryWindow(settings) }

    /// The shared firewall's id, looked up once a run, made or corrected where needed.
    func firewall() throws(HetznerError) -> Int64 {
        if let knownFirewall { return knownFirewall }
        let firewall = SharedFirewall(hetzner: hetzner, settings: settings, log: log, deadline: callDeadline)
        let id = try firewall.ensure()
        knownFirewall = id
        return id
    }

    func renewLease() throws {
        try store.renewLease(lease, duration: JobRunner.leaseDuration)
    }

    /// Tries to pay each debt once; returns what is still owed, a server first.
    func retryDeletions(_ debts: [Resource]) throws -> [Resource] {
        deletionAttempts += 1
        let deletion = Deletion(store: store, hetzner: hetzner, log: log)
        for debt in debts {
            try renewLease()
            try deletion.attempt(debt)
        }
        let ids = Set(debts.map(\.id))
        return try store.openResources(of: job.userID).filter { ids.contains($0.id) }
    }

    /// Until the next look at a deletion under way: half a second, growing to eight.
    var deletionPause: Duration { .milliseconds(500 << min(deletionAttempts - 1, 4)) }
}
