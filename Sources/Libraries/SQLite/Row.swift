import CSQLite

/// One row of a result, valid only inside the closure it is handed to.
///
/// A column that holds another type than asked for, or NULL where none is allowed, throws: a row is
/// external data too.
package struct Row {
    private let statement: Statement

    init(_ statement: Statement) {
        self.statement = statement
    }

    package func int(_ column: String) throws(SQLiteError) -> Int64 {
        let index = try index(column, holding: SQLITE_INTEGER)
        return sqlite3_column_int64(statement.handle, index)
    }

    package func bool(_ column: String) throws(SQLiteError) -> Bool {
        try int(column) != 0
    }

    package func text(_ column: String) throws(SQLiteError) -> String {
        let index = try index(column, holding: SQLITE_TEXT)
        guard let bytes = sqlite3_column_text(statement.handle, index) else {
            throw statement.readError("out of memory reading \(column)")
        }
        let count = Int(sqlite3_column_bytes(statement.handle, index))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    package func blob(_ column: String) throws(SQLiteError) -> [UInt8] {
        let index = try index(column, holding: SQLITE_BLOB)
        let count = Int(sqlite3_column_bytes(statement.handle, index))
        guard let bytes = sqlite3_column_blob(statement.handle, index) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    package func optionalInt(_ column: String) throws(SQLiteError) -> Int64? {
        try isNull(column) ? nil : int(column)
    }

    package func optionalText(_ column: String) throws(SQLiteError) -> String? {
        try isNull(column) ? nil : text(column)
    }

    package func optionalBlob(_ column: String) throws(SQLiteError) -> [UInt8]? {
        try isNull(column) ? nil : blob(column)
    }

    package func isNull(_ column: String) throws(SQLiteError) -> Bool {
        sqlite3_column_type(statement.handle, try statement.columnIndex(column)) == SQLITE_NULL
    }

    /// The error for a column whose value has the right type but no meaning.
    package func malformed(_ column: String) -> SQLiteError {
        statement.readError("column \(column) holds a value that means nothing")
    }

    private func index(_ column: String, holding type: Int32) throws(SQLiteError) -> Int32 {
        let index = try statement.columnIndex(column)
        let actual = sqlite3_column_type(statement.handle, index)
        guard actual == type else {
            throw statement.readError("column \(column) holds \(Self.name(actual)), not \(Self.name(type))")
        }
        return index
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
