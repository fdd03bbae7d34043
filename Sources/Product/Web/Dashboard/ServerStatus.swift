import Store
import Time

/// Where a customer's server stands: what the dashboard and the status API are made from.
struct ServerStatus: Equatable {
    enum Phase: String {
        /// No server, and none on its way.
        case none
        case deploying
        /// The deploy failed; what it made is being removed.
        case cleaningUp = "cleaning_up"
        case ready, failed, deleting
        /// It ran, and Hetzner says that it is not there any more.
        case missing = "vanished"
        /// The deploy was stopped on request, and undone.
        case canceled
    }

    let phase: Phase
    /// While a deploy runs what it is at; `failed` from the moment it turns to clean up.
    let provisioningStatus: ProvisioningStatus?
    /// The steps of the newest deploy; empty when the newest job is none.
    let steps: [StepProgress]
    let job: JobTimes?
    let server: ServerDetails?
    /// What became of the server, as a sentence for the customer: why the deploy failed, or that it is missing.
    let error: String?
    /// Why a deploy can't start now.
    let deployRefusal: DeployRefusal?
    /// The deploy is to be stopped; what was made goes.
    let isCanceling: Bool
    /// Nobody is at work on the job although it should have begun.
    let isDelayed: Bool
    let isSlow: Bool
    /// What the deploy waits for that nobody here can hasten.
    let wait: JobWait?
    /// Something of the customer's is still to be deleted at the provider.
    let isDeletionPending: Bool
    let subscription: SubscriptionSummary
    /// When the last server was deleted, if there is none now.
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

/// When a job began and ended.
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
    /// A child takes its lease within milliseconds of the click; after this it was not started.
    private static let startAllowance = Duration.seconds(5)

    /// Reads everything on one snapshot, so that job, history and record belong together.
    static func read(_ store: Store, of user: User.ID, slowAfter: Duration) throws -> ServerStatus {
        try store.read {
            let subscription = try store.subscription(of: user)
            let job = try store.latestJob(of: user)
            let isBusy = job.map { $0.endedAt == nil } ?? false
            return ServerStatus(
                subscription: subscription, job: job,
                events: try job.map { try store.events(of: $0.id) } ?? [],
                deployRefusal: isBusy ? nil : try store.deployRefusal(of: user),
                isDeletionPending: try !store.openResources(of: user).isEmpty, now: store.now,
                slowAfter: slowAfter)
        }
    }

    init(
        subscription: Subscription?, job: Job?, events: [JobEvent], deployRefusal: DeployRefusal?,
        isDeletionPending: Bool, now: Instant, slowAfter: Duration
    ) {
        let phase = Self.phase(subscription: subscription, job: job)
        let age = job.map { now - $0.createdAt } ?? .zero
        self.phase = phase
        provisioningStatus = phase == .cleaningUp ? .failed : subscription?.provisioningStatus
        steps = job?.kind == .deploy ? StepProgress.all(events: events, now: now) : []
        self.job = job.map {
            JobTimes(id: $0.id, kind: $0.kind, createdAt: $0.createdAt, endedAt: $0.endedAt)
        }
        server = Self.server(subscription, job)
        error = subscription?.provisioningError
        self.deployRefusal = deployRefusal
        isDelayed = job.map { Self.isUnattended($0, now: now) && age > Self.startAllowance } ?? false
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

    private static func isUnattended(_ job: Job, now: Instant) -> Bool {
        job.endedAt == nil && job.leaseExpiresAt.map { $0 <= now } ?? true
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
