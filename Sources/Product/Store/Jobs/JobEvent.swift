package import Time

/// One line of a job's history.
package struct JobEvent: Sendable {
    /// Persisted, so the raw values never change. Nothing writes `noted` any more.
    package enum Kind: String, Sendable {
        case started, finished, retried, noted, failed
    }

    package let at: Instant
    package let step: StepName
    package let kind: Kind
    /// The step's duration; only for `finished` and `failed`.
    package let duration: Duration?
    /// For the operator.
    package let detail: String?

    init(_ row: Row) throws(StoreError) {
        at = try row.instant("at")
        step = try row.value("step")
        kind = try row.value("kind")
        duration = try row.optionalInt("duration_ms").map { .milliseconds($0) }
        detail = try row.optionalText("detail")
    }
}

/// The outcome and durations of a deploy that has ended.
package struct EndedDeploy: Sendable {
    package let outcome: Job.Outcome
    /// True when somebody stopped it.
    package let isCanceled: Bool
    /// From the click to the end.
    package let duration: Duration
    /// The duration of each step that was finished.
    package let steps: [StepName: Duration]

    package init(
        outcome: Job.Outcome, isCanceled: Bool, duration: Duration, steps: [StepName: Duration]
    ) {
        self.outcome = outcome
        self.isCanceled = isCanceled
        self.duration = duration
        self.steps = steps
    }
}

extension Store {
    /// A job's history, oldest first.
    package func events(of job: Job.ID) throws -> [JobEvent] {
        try database.rows("SELECT * FROM job_events WHERE job_id = \(job) ORDER BY id", JobEvent.init)
    }

    /// Appends a line to the job's history. Belongs into the transaction of the change that it describes.
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

    /// The deploys that were started at `start` or later and have ended, oldest first.
    package func endedDeploys(since start: Instant) throws -> [EndedDeploy] {
        try database.read {
            let jobs = try database.rows(
                """
                SELECT * FROM jobs_with_servers WHERE kind = 'deploy' AND ended_at IS NOT NULL AND created_at >= \(start)
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
}
