import CSQLite

/// A prepared statement; frees its handle. Belongs to its connection's thread.
final class Statement {
    let handle: OpaquePointer
    private let sql: String
    /// The columns that were asked for, in the order of asking, which is the same for each row.
    private var columns: [(name: String, index: Int32)] = []
    /// The number of columns of the current row that were asked for.
    private var askedColumns = 0
    /// The number of times that a name was looked for in the result: once for each column that is read, however many rows are.
    private(set) var resolvedNames = 0

    init(_ sql: String, in database: OpaquePointer) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            let message =
                code == SQLITE_OK ? "the text holds no statement" : String(cString: sqlite3_errmsg(database))
            throw SQLiteError(operation: "prepare", code: code, message: message, sql: sql)
        }
        handle = prepared
        self.sql = sql
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// False for one that may write to the file, or begins a transaction that may.
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    func bind(_ values: [SQLValue]) throws(SQLiteError) {
        for (index, value) in values.enumerated() {
            let code = bind(value, at: Int32(index + 1))
            if code != SQLITE_OK { throw error("bind", code) }
        }
    }

    /// True while there is a row to read.
    func step() throws(SQLiteError) -> Bool {
        askedColumns = 0
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error("step", code)
        }
    }

    /// Makes the statement ready for its next use and forgets its values.
    func reset() {
        // The code repeats the last step's error, which has been thrown already.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// The position of that column in the result. Asking in the same order for each row compares one name.
    func columnIndex(_ name: String) throws(SQLiteError) -> Int32 {
        if askedColumns >= columns.count || columns[askedColumns].name != name {
            askedColumns = try positionAmongAsked(name)
        }
        defer { askedColumns += 1 }
        return columns[askedColumns].index
    }

    private func positionAmongAsked(_ name: String) throws(SQLiteError) -> Int {
        if let known = columns.firstIndex(where: { $0.name == name }) { return known }
        resolvedNames += 1
        let index = (0..<sqlite3_column_count(handle)).last {
            String(cString: sqlite3_column_name(handle, $0)) == name
        }
        guard let index else { throw readError("no column \(name)") }
        columns.append((name, index))
        return columns.count - 1
    }

    func readError(_ message: String) -> SQLiteError {
        SQLiteError(operation: "read", code: SQLITE_MISMATCH, message: message, sql: sql)
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .real(let real): return sqlite3_bind_double(handle, index, real)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { bytes in
                    // SQLite reads a null pointer as NULL, which an empty string is not.
                    withUnsafePointer(to: 0) { empty in
                        csqlite_bind_text(handle, index, bytes.baseAddress ?? empty, UInt64(bytes.count))
                    }
                }
            }
        case .blob(let blob):
            return blob.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : csqlite_bind_blob(handle, index, blob, UInt64(blob.count))
        }
    }

    private func error(_ operation: String, _ code: Int32) -> SQLiteError {
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        return SQLiteError(operation: operation, code: code, message: message, sql: sql)
    }
}
