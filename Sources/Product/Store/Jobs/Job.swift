package import Time

/// One deploy or deprovision and how far it has come. The row is all a job is: any process that holds its
/// lease can carry it on.
package struct Job: Sendable {
    package typealias ID = RowID<Job>

    /// Persisted, so the raw values never change.
    package enum Kind: String, Sendable {
        case deploy, deprovision
    }

    /// Persisted, so the raw values never change.
    package enum Outcome: String, Sendable {
        case succeeded, failed
    }

    package let id: ID
    package let userID: User.ID
    package let kind: Kind
    package let step: StepName
    package let stepStartedAt: Instant
    /// How often the step has failed and been tried again.
    package let attempt: Int
    /// Until when the process at work may be taken for alive; nil when nobody is at work.
    package let leaseExpiresAt: Instant?
    package let deadlineAt: Instant
    package let callback: Callback?
    /// The server's SSH host key as the callback announced it, `ssh-ed25519 AAAA…`.
    package let hostKey: String?
    package let hetznerSSHKeyID: Int64?
    package let hetznerServerID: Int64?
    package let ipAddress: String?
    package let serverType: String?
    package let location: String?
    /// What the step waits for; nil when it goes on as usual.
    package let wait: JobWait?
    /// Since when the deploy is to be stopped; nil when nobody wants that.
    package let cancelRequestedAt: Instant?
    package let failureCode: FailureCode?
    /// What the operator needs to know. Never shown to a customer.
    package let failureDetail: String?
    package let outcome: Outcome?
    package let createdAt: Instant
    package let endedAt: Instant?

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        userID = try row.id("user_id")
        kind = try row.value("kind")
        step = try row.value("step")
        stepStartedAt = try row.instant("step_started_at")
        attempt = Int(try row.int("attempt"))
        leaseExpiresAt = try row.optionalInstant("lease_expires_at")
        deadlineAt = try row.instant("deadline_at")
        callback = try Callback(row)
        hostKey = try row.optionalText("host_key")
        hetznerSSHKeyID = try row.optionalInt("hetzner_ssh_key_id")
        hetznerServerID = try row.optionalInt("hetzner_server_id")
        ipAddress = try row.optionalText("ip_address")
        serverType = try row.optionalText("server_type")
        location = try row.optionalText("location")
        wait = try JobWait(row)
        cancelRequestedAt = try row.optionalInstant("cancel_requested_at")
        failureCode = try row.optionalValue("failure_code")
        failureDetail = try row.optionalText("failure_detail")
        outcome = try row.optionalValue("outcome")
        createdAt = try row.instant("created_at")
        endedAt = try row.optionalInstant("ended_at")
    }
}

/// What a job waits for that nobody here can hasten, and until when it does.
package struct JobWait: Sendable, Equatable {
    package let code: FailureCode
    /// When the job gives up waiting.
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
    package func job(_ id: Job.ID) throws -> Job? {
        try database.row("SELECT * FROM jobs WHERE id = \(id)", Job.init)
    }

    /// The customer's newest job, finished or not.
    package func latestJob(of user: User.ID) throws -> Job? {
        try database.row(
            "SELECT * FROM jobs WHERE user_id = \(user) ORDER BY created_at DESC, rowid DESC LIMIT 1",
            Job.init)
    }

    /// The newest jobs, newest first.
    package func jobs(limit: Int) throws -> [Job] {
        try database.rows("SELECT * FROM jobs ORDER BY created_at DESC, rowid DESC LIMIT \(limit)", Job.init)
    }
}
