import SQLite

/// One line of a job's history.
package struct JobEvent: Sendable {
    /// Persisted, so the raw values never change.
    package enum Kind: String, Sendable {
        case started, finished, retried, noted, failed
    }

    package let at: Instant
    package let step: StepName
    package let kind: Kind
    /// How long the step took; only for `finished` and `failed`.
    package let duration: Duration?
    /// For the operator.
    package let detail: String?

    init(_ row: Row) throws(SQLiteError) {
        at = try row.instant("at")
        step = try row.value("step")
        kind = try row.value("kind")
        duration = try row.optionalInt("duration_ms").map { .milliseconds($0) }
        detail = try row.optionalText("detail")
    }
}
