import SQLite

/// What the new server said of its set-up, once.
package struct Callback: Sendable, Equatable {
    /// Persisted, so the raw values never change.
    package enum Outcome: String, Sendable {
        case succeeded, failed
    }

    package let outcome: Outcome
    /// On failure the step's name and its last lines, for the operator.
    package let detail: String?
    /// The machine's `ssh-ed25519` host key, without a comment.
    package let hostKey: String?
    package let receivedAt: Instant

    init?(_ row: Row) throws(SQLiteError) {
        guard let outcome: Outcome = try row.optionalValue("callback_outcome") else { return nil }
        self.outcome = outcome
        detail = try row.optionalText("callback_detail")
        hostKey = try row.optionalText("host_key")
        receivedAt = try row.instant("callback_used_at")
    }
}
