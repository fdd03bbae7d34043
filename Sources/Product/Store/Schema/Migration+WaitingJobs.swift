extension Migration {
    /// Lets a job wait, or wait for its first turn, without a process.
    static let waitingJobs = Migration(
        version: 6,
        statements: [
            "ALTER TABLE jobs ADD COLUMN wake_at INTEGER",
            "ALTER TABLE jobs ADD COLUMN wake_count INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE jobs ADD COLUMN launched_at INTEGER",
            "ALTER TABLE jobs ADD COLUMN admitted_at INTEGER",
            "ALTER TABLE jobs ADD COLUMN watched_at INTEGER",
            // Until now every job was at work from its start.
            "UPDATE jobs SET admitted_at = created_at",
            "CREATE INDEX jobs_unfinished ON jobs (created_at) WHERE ended_at IS NULL",
        ])
}
