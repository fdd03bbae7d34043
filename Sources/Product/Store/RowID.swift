import FoundationEssentials
package import SQLite

/// The id of a row: a UUID in lower case. `Of` is the row's type, so that a user's id is never taken for
/// a job's.
package struct RowID<Of>: Hashable, Sendable, CustomStringConvertible, SQLConvertible {
    /// 36 characters, `8-4-4-4-12` lower-case hex digits.
    package let text: String

    /// A new random id (RFC 9562 version 4).
    package static func random() -> RowID {
        RowID(trusted: UUID().uuidString.lowercased())
    }

    /// Nil unless `text` has the form of a UUID; upper case is folded.
    package init?(_ text: String) {
        guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
        self.text = uuid.uuidString.lowercased()
    }

    private init(trusted text: String) {
        self.text = text
    }

    package var description: String { text }
    package var sqlValue: SQLValue { .text(text) }
}

extension Row {
    func id<Of>(_ column: String) throws(SQLiteError) -> RowID<Of> {
        guard let id = RowID<Of>(try text(column)) else { throw malformed(column) }
        return id
    }

    func optionalID<Of>(_ column: String) throws(SQLiteError) -> RowID<Of>? {
        try isNull(column) ? nil : id(column)
    }

    /// A persisted raw value; one that no case has is an error, never a default.
    func value<Value: RawRepresentable<String>>(_ column: String) throws(SQLiteError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw malformed(column) }
        return value
    }

    func optionalValue<Value: RawRepresentable<String>>(_ column: String) throws(SQLiteError) -> Value? {
        try isNull(column) ? nil : value(column)
    }
}
