import CSQLite

/// One row of a result, valid only inside the closure that gets it.
///
/// A column that holds another type than asked for, or NULL where none is allowed, throws: a row is
/// external data too.
package struct Row {
    private let statement: Statement

    init(_ statement: Statement) {
        self.statement = statement
    }

    package func int(_ column: String) throws(SQLiteError) -> Int64 {
        try int(column, at: statement.columnIndex(column))
    }

    package func bool(_ column: String) throws(SQLiteError) -> Bool {
        try int(column) != 0
    }

    package func text(_ column: String) throws(SQLiteError) -> String {
        try text(column, at: statement.columnIndex(column))
    }

    package func blob(_ column: String) throws(SQLiteError) -> [UInt8] {
        try blob(column, at: statement.columnIndex(column))
    }

    package func optionalInt(_ column: String) throws(SQLiteError) -> Int64? {
        let index = try statement.columnIndex(column)
        return isNull(at: index) ? nil : try int(column, at: index)
    }

    package func optionalText(_ column: String) throws(SQLiteError) -> String? {
        let index = try statement.columnIndex(column)
        return isNull(at: index) ? nil : try text(column, at: index)
    }

    package func optionalBlob(_ column: String) throws(SQLiteError) -> [UInt8]? {
        let index = try statement.columnIndex(column)
        return isNull(at: index) ? nil : try blob(column, at: index)
    }

    package func isNull(_ column: String) throws(SQLiteError) -> Bool {
        isNull(at: try statement.columnIndex(column))
    }

    /// The error for a column whose value has the right type but no meaning.
    package func malformed(_ column: String) -> SQLiteError {
        statement.readError("column \(column) holds a value that means nothing")
    }

    private func int(_ column: String, at index: Int32) throws(SQLiteError) -> Int64 {
        try require(SQLITE_INTEGER, of: column, at: index)
        return sqlite3_column_int64(statement.handle, index)
    }

    private func text(_ column: String, at index: Int32) throws(SQLiteError) -> String {
        try require(SQLITE_TEXT, of: column, at: index)
        guard let bytes = sqlite3_column_text(statement.handle, index) else {
            throw statement.readError("out of memory reading \(column)")
        }
        let count = Int(sqlite3_column_bytes(statement.handle, index))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    private func blob(_ column: String, at index: Int32) throws(SQLiteError) -> [UInt8] {
        try require(SQLITE_BLOB, of: column, at: index)
        let count = Int(sqlite3_column_bytes(statement.handle, index))
        guard let bytes = sqlite3_column_blob(statement.handle, index) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private func isNull(at index: Int32) -> Bool {
        sqlite3_column_type(statement.handle, index) == SQLITE_NULL
    }

    private func require(_ type: Int32, of column: String, at index: Int32) throws(SQLiteError) {
        let actual = sqlite3_column_type(statement.handle, index)
        guard actual == type else {
            throw statement.readError("column \(column) holds \(Self.name(actual)), not \(Self.name(type))")
        }
    }

    private static func name(_ type: Int32) -> String {
        switch type {
        case SQLITE_INTEGER: "an integer"
        case SQLITE_FLOAT: "a real"
        case SQLITE_TEXT: "text"
        case SQLITE_BLOB: "a blob"
        default: "NULL"
        }
    }
}
