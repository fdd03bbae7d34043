import CSQLite

/// One connection to a SQLite file in WAL mode with foreign keys enforced. Belongs to one thread; other
/// threads and processes open their own. Never carry one across a fork or spawn.
package final class Database {
    /// The guarantee for committed transactions at a power loss.
    package enum Durability: String, Sendable {
        /// Every commit is on disk when it returns.
        case full = "FULL"
        /// The last commits may be lost, whole: for data that is not worth a disk flush.
        case normal = "NORMAL"
    }

    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens or creates the file. Waits `busyTimeout` for locks that other connections hold.
    package init(
        path: String, busyTimeout: Duration = .seconds(10), durability: Durability = .full
    ) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw SQLiteError(operation: "open", code: code, message: message, sql: "")
        }
        handle = opened
        sqlite3_busy_timeout(handle, Int32(clamping: busyTimeout.components.seconds * 1000))
        _ = csqlite_set_defensive(handle)
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA foreign_keys = ON")
        try run(durability == .full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs a statement that gives no rows and returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: SQL) throws(SQLiteError) -> Int {
        try run(sql)
        return Int(sqlite3_changes(handle))
    }

    /// Every row of the result, read by `body`.
    package func rows<Value>(
        _ sql: SQL, _ body: (Row) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        let statement = try prepared(sql.text)
        defer { statement.reset() }
        try statement.bind(sql.values)
        var values: [Value] = []
        while try statement.step() {
            values.append(try body(Row(statement)))
        }
        return values
    }

    /// The first row of the result, or nil when there is none.
    package func row<Value>(
        _ sql: SQL, _ body: (Row) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value? {
        let statement = try prepared(sql.text)
        defer { statement.reset() }
        try statement.bind(sql.values)
        return try statement.step() ? body(Row(statement)) : nil
    }

    /// The id of the row that this connection inserted last.
    package var lastInsertedID: Int64 {
        sqlite3_last_insert_rowid(handle)
    }

    /// The application's number in the file's header (`PRAGMA user_version`); 0 in a new file.
    package func schemaVersion() throws(SQLiteError) -> Int64 {
        try row("PRAGMA user_version") { row throws(SQLiteError) in try row.int("user_version") } ?? 0
    }

    /// Sets that number, as part of the transaction it is called in.
    package func setSchemaVersion(_ version: Int64) throws(SQLiteError) {
        // A pragma takes no bound values; an integer's digits can't be anything else.
        try run(SQL(stringLiteral: "PRAGMA user_version = \(version)"))
    }

    /// Runs `body` in a `BEGIN IMMEDIATE` transaction: all of it is committed, or, when it throws, none.
    /// A write inside a write joins the outer transaction.
    @discardableResult
    package func write<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Runs `body` on one consistent snapshot.
    package func read<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction("BEGIN DEFERRED", body)
    }

    private func transaction<Value>(_ begin: SQL, _ body: () throws -> Value) throws -> Value {
        guard sqlite3_get_autocommit(handle) != 0 else { return try body() }
        try run(begin)
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // SQLite has already rolled back after some errors (disk full, for one); a second ROLLBACK
            // would only hide the first error.
            if sqlite3_get_autocommit(handle) == 0 { try run("ROLLBACK") }
            throw error
        }
    }

    private func run(_ sql: SQL) throws(SQLiteError) {
        let statement = try prepared(sql.text)
        defer { statement.reset() }
        try statement.bind(sql.values)
        while try statement.step() {}
    }

    /// The statement of that text, prepared once for the connection.
    func prepared(_ text: String) throws(SQLiteError) -> Statement {
        if let statement = statements[text] { return statement }
        let statement = try Statement(text, in: handle)
        statements[text] = statement
        return statement
    }
}
