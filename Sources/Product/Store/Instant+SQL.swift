package import SQLite

extension Instant: SQLConvertible {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Row {
    func instant(_ column: String) throws(SQLiteError) -> Instant {
        Instant(milliseconds: try int(column))
    }

    func optionalInstant(_ column: String) throws(SQLiteError) -> Instant? {
        try optionalInt(column).map(Instant.init(milliseconds:))
    }
}
