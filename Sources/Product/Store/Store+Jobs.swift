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

    /// The deploys that were started at that time or later and have ended, oldest first.
    package func endedDeploys(since start: Instant) throws -> [EndedDeploy] {
        try database.read {
            let jobs = try database.rows(
                """
                SELECT * FROM jobs WHERE kind = 'deploy' AND ended_at IS NOT NULL AND created_at >= \(start)
                ORDER BY created_at
                """, Job.init)
            return try jobs.compactMap { job in
                guard let outcome = job.outcome, let end = job.endedAt else { return nil }
                let finished = try events(of: job.id).compactMap { event in
                    event.kind == .finished ? event.duration.map { (event.step, $0) } : nil
                }
                return EndedDeploy(
                    outcome: outcome, isCanceled: job.cancelRequestedAt != nil, duration: end - job.createdAt,
                    steps: Dictionary(finished, uniquingKeysWith: +))
            }
        }
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
