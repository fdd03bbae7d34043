import SQLite

/// What a job waits for that nobody here can hasten, and until when it does.
package struct JobWait: Sendable, Equatable {
    package let code: FailureCode
    /// When the job gives up waiting.
    package let until: Instant

    package init(code: FailureCode, until: Instant) {
        self.code = code
        self.until = until
    }

    init?(_ row: Row) throws(SQLiteError) {
        guard let code: FailureCode = try row.optionalValue("waiting_code") else { return nil }
        self.code = code
        until = try row.instant("waiting_until_at")
    }
}
