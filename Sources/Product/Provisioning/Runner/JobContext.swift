import Hetzner
import Logging
import SSH
import Store
import Time

/// The job, its lease and the tools that a step works with. Belongs to the job's one thread.
final class JobContext {
    /// The longest time of one call to Hetzner with all its repetitions. Together with the pauses between renewals it
    /// is well inside the lease.
    private static let callLimit: Duration = .seconds(75)

    let store: Store
    let lease: Lease
    let hetzner: HetznerClient
    let shell: any Shell
    let settings: ProvisioningSettings
    let log: Logger
    /// The job as it was when the step began.
    var job: Job
    private var deletionRounds = 0
    private var firewallID: Int64?
    private(set) lazy var witness = Witness(
        store: store, hetzner: hetzner, project: settings.project, log: log)

    init(
        store: Store, lease: Lease, job: Job, hetzner: HetznerClient, shell: any Shell,
        settings: ProvisioningSettings, log: Logger
    ) {
        self.store = store
        self.lease = lease
        self.job = job
        self.hetzner = hetzner
        self.shell = shell
        self.settings = settings
        self.log = log
    }

    /// The deadline of a call that begins now.
    var callDeadline: ContinuousClock.Instant { hetzner.deadline(in: Self.callLimit) }

    /// The time since the step began, over all its attempts.
    var stepAge: Duration { store.now - job.stepStartedAt }

    func renewLease() throws {
        try store.renewLease(lease, duration: JobRunner.leaseDuration)
    }

    /// The shared firewall's id. The first use of a run creates or corrects the firewall where needed.
    func firewall() throws -> Int64 {
        if let firewallID { return firewallID }
        let firewall = SharedFirewall(
            store: store, hetzner: hetzner, settings: settings, log: log, deadline: callDeadline)
        let id = try firewall.ensure()
        firewallID = id
        return id
    }

    /// Attempts to delete each of these once, in their order.
    func attemptDeletion(of resources: [Resource]) throws {
        try Deletion(store: store, hetzner: hetzner, witness: witness, log: log)
            .attempt(resources) { _ in
                try renewLease()
                return true
            }
    }

    /// Attempts to delete each of these once. True when Hetzner says that all are gone.
    func areGone(_ resources: [Resource]) throws -> Bool {
        try attemptDeletion(of: resources)
        let ids = Set(resources.map(\.id))
        return try !store.openResources(of: job.userID).contains { ids.contains($0.id) }
    }

    /// Attempts to delete each of these once. Done when Hetzner says that all are gone, or when the step's retry
    /// window has ended: the rest then stays in the ledger, for maintenance to delete.
    func delete(_ resources: [Resource]) throws -> StepResult {
        let isLeft = try !areGone(resources)
        guard isLeft, stepAge < job.step.retryWindow(settings) else { return .done }
        deletionRounds += 1
        return .wait(Deletion.pause(afterRound: deletionRounds))
    }
}
