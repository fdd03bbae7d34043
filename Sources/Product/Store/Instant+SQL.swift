package import SQLite

extension Instant: SQLConvertible {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}
