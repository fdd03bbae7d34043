package import Time

/// How a part of `maintain` is, as the store keeps it for health checks and alarms.
package struct PartReport: Equatable, Sendable {
    package let name: String
    /// Its last sign of progress.
    package var beatAt: Instant
    /// The end of its last round that succeeded.
    package var doneAt: Instant?
    /// The end of its last round that failed, and why; nil when the last round succeeded.
    package var failedAt: Instant?
    package var failure: String?

    package init(
        name: String, beatAt: Instant, doneAt: Instant? = nil, failedAt: Instant? = nil,
        failure: String? = nil
    ) {
        self.name = name
        self.beatAt = beatAt
        self.doneAt = doneAt
        self.failedAt = failedAt
        self.failure = failure
    }

    init(_ row: Row) throws(StoreError) {
        name = try row.text("name")
        beatAt = try row.instant("beat_at")
        doneAt = try row.optionalInstant("done_at")
        failedAt = try row.optionalInstant("failed_at")
        failure = try row.optionalText("failure")
    }
}

extension Store {
    /// The last report of each part, by name; none before the first `maintain`.
    package func maintenanceParts() throws -> [PartReport] {
        try database.rows("SELECT * FROM maintenance_parts ORDER BY name", PartReport.init)
    }

    /// Keeps the report. The end of an earlier success stays until there is another.
    func record(_ part: PartReport) throws {
        try database.execute(
            """
            INSERT INTO maintenance_parts (name, beat_at, done_at, failed_at, failure)
            VALUES (\(part.name), \(part.beatAt), \(part.doneAt), \(part.failedAt), \(part.failure))
            ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at, failed_at = excluded.failed_at,
                failure = excluded.failure, done_at = coalesce(excluded.done_at, maintenance_parts.done_at)
            """)
    }
}
