import Store
import Time

/// The state of a customer's server, from which the dashboard and the status API are made.
struct ServerStatus: Equatable {
    enum Phase: String {
        /// There is no server, and none is being deployed.
        case none
        case deploying
        /// The deploy failed or was canceled, and is being undone.
        case cleaningUp = "cleaning_up"
        case ready, failed, deleting
        /// The server ran, and does not exist at Hetzner any more.
        case missing = "vanished"
        /// The deploy was canceled and undone.
        case canceled
    }

    let phase: Phase
    /// The progress of a running deploy; `failed` as soon as it is being undone.
    let provisioningStatus: ProvisioningStatus?
    /// The steps of the newest deploy; empty when the newest job is no deploy.
    let steps: [StepProgress]
    let job: JobTimes?
    let server: ServerDetails?
    /// The reason why there is no server, as a sentence for the customer: the deploy failed, or the server is missing.
    let error: String?
    /// The reason why a deploy can't start now; nil while a job runs, too.
    let deployRefusal: DeployRefusal?
    /// The customer or the operator has canceled the running deploy.
    let isCanceling: Bool
    /// The number of jobs that get their first turn before this one, which waits for its own; nil when it doesn't.
    let jobsAhead: Int?
    /// No process works on the job, and none will until a person has looked, since the installation observes.
    let isHalted: Bool
    /// No process works on the job, although one should have started.
    let isDelayed: Bool
    /// The deploy takes longer than usual.
    let isSlow: Bool
    /// The external condition that the deploy waits for.
    let wait: JobWait?
    /// A resource of the customer at Hetzner is not deleted yet.
    let isDeletionPending: Bool
    let subscription: SubscriptionSummary
    /// The time when the last server was deleted; nil when none was.
    let deletedAt: Instant?
    let now: Instant

    var canCancel: Bool { phase == .deploying && !isCanceling }

    /// A job is at work, so the phase will change by itself.
    var isInProgress: Bool {
        switch phase {
        case .deploying, .cleaningUp, .deleting: true
        case .none, .ready, .failed, .missing, .canceled: false
        }
    }

    /// There is no server, and `error` says why.
    var hasFailed: Bool {
        switch phase {
        case .failed, .missing, .canceled: true
        case .none, .deploying, .cleaningUp, .ready, .deleting: false
        }
    }
}

/// The newest job, with its start and its end.
struct JobTimes: Equatable {
    let id: Job.ID
    let kind: Job.Kind
    let createdAt: Instant
    let endedAt: Instant?
}

/// The customer's server as the page describes it.
struct ServerDetails: Equatable {
    let address: String
    let hostname: String?
    let type: String?
    let location: String?
    let readySince: Instant?
}

extension ServerStatus {
    /// A job's process takes its lease within milliseconds of its launch; after this time it was not started.
    private static let startAllowance = Duration.seconds(5)

    /// Reads everything on one snapshot, so that job, history and record belong together.
    static func read(
        _ store: Store, of user: User.ID, within limits: DeployLimits, slowAfter: Duration
    ) throws -> ServerStatus {
        try store.read {
            let subscription = try store.subscription(of: user)
            let job = try store.latestJob(of: user)
            let isBusy = job.map { $0.endedAt == nil } ?? false
            return ServerStatus(
                subscription: subscription, job: job,
                events: try job.map { try store.events(of: $0.id) } ?? [],
                isObserving: try isBusy && store.installation().observing != nil,
                jobsAhead: try job.flatMap { $0.isQueued ? try store.jobsAhead(of: $0) : nil },
                deployRefusal: isBusy ? nil : try store.deployRefusal(of: user, within: limits),
                isDeletionPending: try !store.openResources(of: user).isEmpty, now: store.now,
                slowAfter: slowAfter)
        }
    }

    init(
        subscription: Subscription?, job: Job?, events: [JobEvent], isObserving: Bool, jobsAhead: Int?,
        deployRefusal: DeployRefusal?, isDeletionPending: Bool, now: Instant, slowAfter: Duration
    ) {
        let phase = Self.phase(subscription: subscription, job: job)
        let age = job?.admittedAt.map { now - $0 } ?? .zero
        self.phase = phase
        provisioningStatus = phase == .cleaningUp ? .failed : subscription?.provisioningStatus
        steps = job?.kind == .deploy ? StepProgress.all(events: events, since: job?.admittedAt, now: now) : []
        self.job = job.map {
            JobTimes(id: $0.id, kind: $0.kind, createdAt: $0.createdAt, endedAt: $0.endedAt)
        }
        server = Self.server(subscription, job)
        error = subscription?.provisioningError
        self.deployRefusal = deployRefusal
        self.jobsAhead = jobsAhead
        let hasNoProcess = job.map { Self.hasNoProcess($0, now: now) } ?? false
        isHalted = hasNoProcess && isObserving
        isDelayed = hasNoProcess && !isObserving
        isCanceling = job?.endedAt == nil && job?.cancelRequestedAt != nil
        isSlow = phase == .deploying && age > slowAfter
        wait = phase == .deploying ? job?.wait : nil
        self.isDeletionPending = isDeletionPending
        self.subscription = SubscriptionSummary(subscription)
        deletedAt = subscription?.deprovisionedAt
        self.now = now
    }

    private static func phase(subscription: Subscription?, job: Job?) -> Phase {
        if let job, job.endedAt == nil {
            return switch (job.kind, job.step) {
            case (.deprovision, _): .deleting
            case (.deploy, .undo): .cleaningUp
            case (.deploy, _): .deploying
            }
        }
        if subscription?.isServerProvisioned == true { return .ready }
        guard subscription?.provisioningStatus == .failed else { return .none }
        if job?.outcome == .succeeded { return .missing }
        return job?.failureCode == .canceled ? .canceled : .failed
    }

    /// True for a job that should go on, and that no process has taken in time.
    private static func hasNoProcess(_ job: Job, now: Instant) -> Bool {
        guard job.endedAt == nil, let admittedAt = job.admittedAt,
            job.leaseExpiresAt.map({ $0 <= now }) ?? true
        else { return false }
        return now - max(job.wakeAt ?? job.updatedAt, job.updatedAt, admittedAt) > startAllowance
    }

    private static func server(_ subscription: Subscription?, _ job: Job?) -> ServerDetails? {
        guard let subscription, let address = subscription.ipAddress else { return nil }
        // The newest job may be another server's when the record was made by hand.
        let isOfJob = job?.hetznerServerID != nil && job?.hetznerServerID == subscription.hetznerServerID
        return ServerDetails(
            address: address, hostname: subscription.hostname, type: isOfJob ? job?.serverType : nil,
            location: isOfJob ? job?.location : nil, readySince: subscription.provisionedAt)
    }
}
