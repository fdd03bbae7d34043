package import Time

/// A deploy or deprovision and its progress. The row is the whole job: any process that holds its lease can
/// continue it.
package struct Job: Sendable {
    package typealias ID = RowID<Job>

    /// Persisted, so the raw values never change.
    package enum Outcome: String, Sendable {
        case succeeded, failed
    }

    package let id: ID
    package let userID: User.ID
    package let kind: Kind
    package let step: StepName
    package let stepStartedAt: Instant
    /// The number of the step's failures that were followed by a retry.
    package let attempt: Int
    /// The end of the lease; nil when no process holds it.
    package let leaseExpiresAt: Instant?
    package let deadlineAt: Instant
    /// The time of its first turn; nil while it waits for it.
    package let admittedAt: Instant?
    /// The time at which it goes on; nil when it has something to do at once.
    package let wakeAt: Instant?
    /// Grows with everything that happens to the job from outside its own process.
    let wakeCount: Int64
    /// The time of the last look at its server while that was set up.
    package let watchedAt: Instant?
    package let callback: Callback?
    package let hetznerSSHKeyID: Int64?
    package let hetznerServerID: Int64?
    package let ipAddress: String?
    /// The port of the server's sshd; nil for a server that an earlier release ordered.
    package let sshPort: UInt16?
    /// The server's SSH host key as the callback announced it, `ssh-ed25519 AAAA…`.
    package let hostKey: String?
    package let serverType: String?
    package let location: String?
    /// The reason why the step waits, and for how long; nil when it doesn't.
    package let wait: JobWait?
    /// The time when somebody asked to stop the deploy, if somebody did.
    package let cancelRequestedAt: Instant?
    package let failureCode: FailureCode?
    /// Details for the operator. Never shown to a customer.
    package let failureDetail: String?
    package let outcome: Outcome?
    package let createdAt: Instant
    package let updatedAt: Instant
    package let endedAt: Instant?

    /// True while it waits for its first turn, so that nothing was made for it yet.
    package var isQueued: Bool { endedAt == nil && admittedAt == nil }

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        userID = try row.id("user_id")
        kind = try row.value("kind")
        step = try row.value("step")
        stepStartedAt = try row.instant("step_started_at")
        attempt = Int(try row.int("attempt"))
        leaseExpiresAt = try row.optionalInstant("lease_expires_at")
        deadlineAt = try row.instant("deadline_at")
        admittedAt = try row.optionalInstant("admitted_at")
        wakeAt = try row.optionalInstant("wake_at")
        wakeCount = try row.int("wake_count")
        watchedAt = try row.optionalInstant("watched_at")
        callback = try Callback(row)
        hetznerSSHKeyID = try row.optionalInt("hetzner_ssh_key_id")
        hetznerServerID = try row.optionalInt("hetzner_server_id")
        ipAddress = try row.optionalText("ip_address")
        sshPort = try row.optionalInt("ssh_port").flatMap { UInt16(exactly: $0) }
        hostKey = try row.optionalText("host_key")
        serverType = try row.optionalText("server_type")
        location = try row.optionalText("location")
        wait = try JobWait(row)
        cancelRequestedAt = try row.optionalInstant("cancel_requested_at")
        failureCode = try row.optionalValue("failure_code")
        failureDetail = try row.optionalText("failure_detail")
        outcome = try row.optionalValue("outcome")
        createdAt = try row.instant("created_at")
        updatedAt = try row.instant("updated_at")
        endedAt = try row.optionalInstant("ended_at")
    }
}

/// The cause of a wait that we can't shorten, such as a sold-out server type, and its end.
package struct JobWait: Sendable, Equatable {
    package let code: FailureCode
    /// The time when the job fails unless the cause is gone.
    package let until: Instant

    package init(code: FailureCode, until: Instant) {
        self.code = code
        self.until = until
    }

    init?(_ row: Row) throws(StoreError) {
        guard let code: FailureCode = try row.optionalValue("waiting_code") else { return nil }
        self.code = code
        until = try row.instant("waiting_until_at")
    }
}

extension Store {
    /// The job of that id, or nil.
    package func job(_ id: Job.ID) throws -> Job? {
        try database.row("SELECT * FROM jobs_with_servers WHERE id = \(id)", Job.init)
    }

    /// The customer's newest job, finished or not.
    package func latestJob(of user: User.ID) throws -> Job? {
        try database.row(
            "SELECT * FROM jobs_with_servers WHERE user_id = \(user) ORDER BY created_at DESC, number DESC LIMIT 1",
            Job.init)
    }

    /// At most `limit` jobs, newest first.
    package func jobs(limit: Int) throws -> [Job] {
        try database.rows(
            "SELECT * FROM jobs_with_servers ORDER BY created_at DESC, number DESC LIMIT \(limit)", Job.init)
    }
}
