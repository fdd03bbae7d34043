package import Time

/// A job whose process is to be launched now.
package struct DueJob: Sendable {
    package let id: Job.ID
    package let kind: Job.Kind
    package let step: StepName
    /// True when the process that worked on it last did not give its lease back.
    package let isAbandoned: Bool

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        kind = try row.value("kind")
        step = try row.value("step")
        isAbandoned = try row.optionalInt("lease_expires_at") != nil
    }
}

/// A job that waits, or one that waits for its turn, is a row without a process.
extension Store {
    /// The time that a launched process may take to take its job's lease.
    private static let startAllowance: Duration = .seconds(5)
    /// No job waits for longer; a row that says so was written by a clock that was wrong, and is due.
    private static let longestWait: Duration = .seconds(3600)

    /// Gives the lease back until then. Returns false, and keeps it, when something has happened to the job since `seen`
    /// was read: the caller looks again. Throws `StoreError.leaseLost`.
    package func park(_ seen: Job, until end: Instant, under lease: Lease) throws -> Bool {
        try database.write {
            if try setParked(seen, until: end, under: lease) { return true }
            _ = try job(under: lease)
            return false
        }
    }

    /// Gives the lease back if nothing has happened to the job since it was read.
    func setParked(_ seen: Job, until end: Instant, under lease: Lease) throws -> Bool {
        try database.execute(
            """
            UPDATE jobs SET wake_at = \(end), lease_owner = NULL, lease_expires_at = NULL, updated_at = \(now)
            WHERE id = \(lease.job) AND fence = \(lease.fence) AND wake_count = \(seen.wakeCount) AND ended_at IS NULL
            """) == 1
    }

    /// Takes the unfinished jobs that have something to do and no process, as many as `slots` leaves room for beside
    /// those at work: deletions first, then oldest first. Launch each; one whose process does not come is due again
    /// after a few seconds. A job's deadline counts from its first turn. None is due while the installation observes.
    ///
    /// - Parameter skip: Told of each job whose row can't be read, which is left as it is.
    package func takeDueJobs(
        slots: Int, skipping skip: (UnreadableRow) -> Void = { _ in }
    ) throws -> [DueJob] {
        // Most calls find nothing, and a look waits for no writer.
        guard try database.exists("SELECT 1 FROM jobs WHERE \(isDue) LIMIT 1"),
            try installation().observing == nil
        else { return [] }
        return try database.write {
            let free = max(0, slots - (try jobsAtWork()))
            let due = try database.rows(
                """
                SELECT * FROM jobs_with_servers WHERE \(isDue)
                ORDER BY kind IN \(list: Job.Kind.urgent) OR step = 'undo' DESC, created_at, number
                """, of: "jobs", skipping: skip, Job.init)
            return try due.prefix(free).compactMap { try setLaunched($0.id) }
        }
    }

    /// True when the job has something to do and no process.
    package func isDue(_ job: Job.ID) throws -> Bool {
        try database.exists("SELECT 1 FROM jobs WHERE id = \(job) AND \(isDue)")
    }

    /// Records a job's launch; nil when it is not due any more.
    func setLaunched(_ job: Job.ID) throws -> DueJob? {
        try database.row(
            """
            UPDATE jobs SET launched_at = \(now), admitted_at = coalesce(admitted_at, \(now)),
                deadline_at = deadline_at + CASE WHEN admitted_at IS NULL THEN max(0, \(now) - created_at) ELSE 0 END,
                step_started_at = CASE WHEN admitted_at IS NULL THEN \(now) ELSE step_started_at END
            WHERE id = \(job) AND \(isDue) RETURNING *
            """, DueJob.init)
    }

    /// The number of jobs that wait for their first turn and get theirs before this one, which waits for its own.
    package func jobsAhead(of job: Job) throws -> Int {
        Int(
            try database.int(
                """
                SELECT count(*) AS jobs FROM jobs, (SELECT rowid AS row, * FROM jobs WHERE id = \(job.id)) AS mine
                WHERE jobs.ended_at IS NULL AND jobs.admitted_at IS NULL
                    AND (jobs.kind NOT IN \(list: Job.Kind.urgent), jobs.created_at, jobs.rowid)
                        < (mine.kind NOT IN \(list: Job.Kind.urgent), mine.created_at, mine.row)
                """, "jobs") ?? 0)
    }

    /// The jobs whose process is at work, or was launched a moment ago.
    private func jobsAtWork() throws -> Int {
        Int(
            try database.int(
                "SELECT count(*) AS jobs FROM jobs WHERE ended_at IS NULL AND (NOT \(isFree) OR \(isStarting))",
                "jobs") ?? 0)
    }

    /// True for a job that a process could work on, and none does.
    private var isDue: SQL {
        """
        (ended_at IS NULL AND \(isFree) AND NOT \(isStarting)
            AND (wake_at IS NULL OR wake_at NOT BETWEEN \(now + .milliseconds(1)) AND \(now + Self.longestWait)))
        """
    }

    private var isStarting: SQL {
        "coalesce(launched_at BETWEEN \(now - Self.startAllowance + .milliseconds(1)) AND \(now), 0)"
    }
}
