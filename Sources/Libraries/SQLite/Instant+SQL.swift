package import Time

/// Instants are integers: milliseconds since 1970 in UTC.
extension Instant: SQLConvertible {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Row {
    package func instant(_ column: String) throws(SQLiteError) -> Instant {
        Instant(milliseconds: try int(column))
    }

    package func optionalInstant(_ column: String) throws(SQLiteError) -> Instant? {
        try optionalInt(column).map(Instant.init(milliseconds:))
    }
}
