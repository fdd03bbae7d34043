import Store

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
    let isStopping: Bool
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

    var canStop: Bool { phase == .deploying && !isStopping }

    var isInProgress: Bool {
        phase == .deploying || phase == .cleaningUp || phase == .deleting
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

/// What is paid for, and until when.
struct SubscriptionSummary: Equatable {
    let status: Subscription.Status
    let periodEndsAt: Instant?
    let graceEndsAt: Instant?

    init(_ subscription: Subscription?) {
        status = subscription?.status ?? .none
        periodEndsAt = subscription?.currentPeriodEndsAt
        graceEndsAt = subscription?.gracePeriodEndsAt
    }
}
