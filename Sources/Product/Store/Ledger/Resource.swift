package import Time

/// A line of the ledger: something at Hetzner that exists, may exist, or is to be deleted.
///
/// The line is written before the call that creates the thing, and counts as owed until Hetzner says 404.
package struct Resource: Sendable {
    package typealias ID = Int64

    /// Persisted, so the raw values never change.
    package enum Kind: String, Sendable {
        case server
        case sshKey = "ssh_key"
        case primaryIP = "primary_ip"
    }

    /// Persisted, so the raw values never change.
    package enum State: String, Sendable {
        /// The create call is about to be made, or was made and its answer is not known.
        case intended
        case created
        /// To be deleted, for as long as it takes.
        case deleting
        case gone
    }

    package let id: ID
    /// The Hetzner project whose token made it.
    package let project: String
    package let kind: Kind
    /// Its name at Hetzner, unique in the project.
    package let name: String
    /// Whose it is and which job made it; both nil for something found at Hetzner that nothing here explains.
    package let userID: User.ID?
    package let jobID: Job.ID?
    package let state: State
    /// Nil while the answer of the create call is not known.
    package let hetznerID: Int64?
    package let deleteAttempts: Int
    package let lastError: String?
    package let createdAt: Instant
    package let deletingSince: Instant?

    init(_ row: Row) throws(StoreError) {
        id = try row.int("id")
        project = try row.text("project")
        kind = try row.value("kind")
        name = try row.text("name")
        userID = try row.optionalID("user_id")
        jobID = try row.optionalID("job_id")
        state = try row.value("state")
        hetznerID = try row.optionalInt("hetzner_id")
        deleteAttempts = Int(try row.int("delete_attempts"))
        lastError = try row.optionalText("last_error")
        createdAt = try row.instant("created_at")
        deletingSince = try row.optionalInstant("deleting_since_at")
    }
}

extension Store {
    /// Everything made for that job that Hetzner has not yet called gone, servers first: they cost money.
    package func openResources(of job: Job.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE job_id = \(job) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// Everything of that customer that Hetzner has not yet called gone, servers first.
    package func openResources(of user: User.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE user_id = \(user) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// Every server that Hetzner has not yet called gone, oldest first.
    package func servers() throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE kind = 'server' AND state <> 'gone' ORDER BY id", Resource.init)
    }

    /// The servers that the ledger says are there and no unfinished job is at work on.
    package func activeServers() throws -> [Resource] {
        try database.rows(
            """
            SELECT * FROM resources WHERE kind = 'server' AND state = 'created'
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = resources.user_id AND jobs.ended_at IS NULL)
            ORDER BY id
            """, Resource.init)
    }
}
