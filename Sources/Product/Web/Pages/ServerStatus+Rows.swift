import Store

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
        isStopping = job?.endedAt == nil && job?.cancelRequestedAt != nil
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
