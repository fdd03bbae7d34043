import SQLite
import Time

/// One row of a result, valid only inside the closure it is handed to. Every reader throws
/// `StoreError.malformedRow` for a column that is missing, holds another type, or NULL where none is allowed.
struct Row {
    private let row: SQLite.Row

    init(_ row: SQLite.Row) {
        self.row = row
    }

    func int(_ column: String) throws(StoreError) -> Int64 {
        try translated { row throws(SQLiteError) in try row.int(column) }
    }

    func optionalInt(_ column: String) throws(StoreError) -> Int64? {
        try translated { row throws(SQLiteError) in try row.optionalInt(column) }
    }

    func bool(_ column: String) throws(StoreError) -> Bool {
        try translated { row throws(SQLiteError) in try row.bool(column) }
    }

    func text(_ column: String) throws(StoreError) -> String {
        try translated { row throws(SQLiteError) in try row.text(column) }
    }

    func optionalText(_ column: String) throws(StoreError) -> String? {
        try translated { row throws(SQLiteError) in try row.optionalText(column) }
    }

    func blob(_ column: String) throws(StoreError) -> [UInt8] {
        try translated { row throws(SQLiteError) in try row.blob(column) }
    }

    func optionalBlob(_ column: String) throws(StoreError) -> [UInt8]? {
        try translated { row throws(SQLiteError) in try row.optionalBlob(column) }
    }

    /// A column that names the row, whichever type it has.
    func displayText(_ column: String) -> String {
        if let text = try? row.text(column) { return text }
        if let number = try? row.int(column) { return String(number) }
        return "unknown"
    }

    /// The error for a column whose value has the right type but no meaning.
    private func malformed(_ column: String) -> StoreError {
        .malformedRow(row.malformed(column).description)
    }

    private func translated<Value>(
        _ read: (SQLite.Row) throws(SQLiteError) -> Value
    ) throws(StoreError) -> Value {
        do throws(SQLiteError) {
            return try read(row)
        } catch {
            throw .malformedRow(error.description)
        }
    }
}

extension Row {
    func id<Of>(_ column: String) throws(StoreError) -> RowID<Of> {
        guard let id = RowID<Of>(try text(column)) else { throw malformed(column) }
        return id
    }

    func optionalID<Of>(_ column: String) throws(StoreError) -> RowID<Of>? {
        guard let text = try optionalText(column) else { return nil }
        guard let id = RowID<Of>(text) else { throw malformed(column) }
        return id
    }

    func instant(_ column: String) throws(StoreError) -> Instant {
        Instant(milliseconds: try int(column))
    }

    func optionalInstant(_ column: String) throws(StoreError) -> Instant? {
        try optionalInt(column).map(Instant.init(milliseconds:))
    }

    /// A persisted raw value; one that no case has is an error, never a default.
    func value<Value: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw malformed(column) }
        return value
    }

    func optionalValue<Value: RawRepresentable<String>>(_ column: String) throws(StoreError) -> Value? {
        guard let text = try optionalText(column) else { return nil }
        guard let value = Value(rawValue: text) else { throw malformed(column) }
        return value
    }
}
