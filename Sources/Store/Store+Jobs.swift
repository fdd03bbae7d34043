import SQLite

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

    /// A job's history, oldest first.
    package func events(of job: Job.ID) throws -> [JobEvent] {
        try database.rows("SELECT * FROM job_events WHERE job_id = \(job) ORDER BY id", JobEvent.init)
    }

    func recordEvent(
        _ kind: JobEvent.Kind, of job: Job.ID, step: StepName, duration: Duration? = nil,
        detail: String? = nil
    ) throws {
        try database.execute(
            """
            INSERT INTO job_events (job_id, at, step, kind, duration_ms, detail)
            VALUES (\(job), \(now), \(step.rawValue), \(kind.rawValue), \(duration?.milliseconds), \(detail))
            """)
    }
}
