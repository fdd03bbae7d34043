import CSQLite

/// A call that SQLite refused. Never holds a bound value, so it may be logged.
package struct SQLiteError: Error, CustomStringConvertible, Sendable {
    /// The operation: `open`, `prepare`, `bind`, `step` or `read`.
    package let operation: String
    /// The extended result code (sqlite.org/rescode.html).
    package let code: Int32
    package let message: String
    /// The statement with `?` in place of its values.
    package let sql: String

    package var description: String {
        "SQLite \(operation) failed with \(code): \(message)" + (sql.isEmpty ? "" : " in: \(sql)")
    }

    /// A unique index or primary key already holds that value.
    package var isUniqueViolation: Bool {
        code == SQLITE_CONSTRAINT_UNIQUE_EXTENDED || code == SQLITE_CONSTRAINT_PRIMARYKEY_EXTENDED
    }

    /// Another connection held the lock for the whole busy timeout; worth trying again.
    package var isBusy: Bool {
        code & 0xFF == SQLITE_BUSY
    }

    /// The file can't be used as it should be: the disk is full or broken, the file is read-only, gone or being
    /// recovered. No other statement would fare better, and none may once somebody has repaired it.
    package var isUnavailable: Bool {
        [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PROTOCOL].contains(code & 0xFF)
    }
}

// The extended codes are computed macros, which Swift does not import.
private let SQLITE_CONSTRAINT_UNIQUE_EXTENDED = SQLITE_CONSTRAINT | (8 << 8)
private let SQLITE_CONSTRAINT_PRIMARYKEY_EXTENDED = SQLITE_CONSTRAINT | (6 << 8)
