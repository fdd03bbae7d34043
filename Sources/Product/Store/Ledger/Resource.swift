package import Time

/// A line of the ledger: a resource at Hetzner that exists, may exist, or is to be deleted.
///
/// The line is written before the call that creates the resource, and stays open until Hetzner's response is 404.
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
        /// The create call is about to be made, or was made and its response is not known.
        case intended
        case created
        /// To be deleted, for as long as it takes.
        case deleting
        /// Of a job that a newer copy of the database may have ended otherwise: kept until a person decides.
        case kept
        case gone
    }

    package let id: ID
    /// The Hetzner project it belongs to.
    package let project: HetznerProject.ID
    package let kind: Kind
    /// Its name at Hetzner, unique in the project.
    package let name: String
    /// The customer it belongs to and the job that created it; the latter is nil for what was found at Hetzner.
    package let userID: User.ID?
    package let jobID: Job.ID?
    package let state: State
    /// Nil while the response of the create call is not known.
    package let hetznerID: Int64?
    package let deleteAttempts: Int
    package let lastError: String?
    package let createdAt: Instant
    package let deletingSince: Instant?

    init(_ row: Row) throws(StoreError) {
        id = try row.int("id")
        project = try row.id("project")
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
    /// The job's resources that are not confirmed gone, servers first: they cost most.
    package func openResources(of job: Job.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE job_id = \(job) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// The customer's resources that are not confirmed gone, servers first.
    package func openResources(of user: User.ID) throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE user_id = \(user) AND state <> 'gone' ORDER BY kind, id",
            Resource.init)
    }

    /// The servers that are not confirmed gone, oldest first.
    package func servers() throws -> [Resource] {
        try database.rows(
            "SELECT * FROM resources WHERE kind = 'server' AND state <> 'gone' ORDER BY id", Resource.init)
    }

    /// The project's servers that exist by the ledger and whose customer has no unfinished job. `skip` is told of each
    /// line that can't be read.
    package func activeServers(
        in project: HetznerProject.ID, skipping skip: (UnreadableRow) -> Void = { _ in }
    ) throws -> [Resource] {
        try database.rows(
            """
            SELECT * FROM resources WHERE kind = 'server' AND state = 'created' AND project = \(project)
                AND NOT EXISTS (
                    SELECT 1 FROM jobs WHERE jobs.user_id = resources.user_id AND jobs.ended_at IS NULL)
            ORDER BY id
            """, of: "resources", skipping: skip, Resource.init)
    }
}
