import CSQLite
import Glibc

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

    /// Who writes first when several want to.
    package enum WriteOrder: Sendable {
        /// Who asked first, among all connections to databases of the same directory.
        case byTurn
        /// Whoever happens to ask when nobody writes: for simulated processes, which are threads of one real process and
        /// must not wait outside of their time.
        case unordered
    }

    /// What becomes of an opening without a file.
    package enum MissingFile: Sendable {
        case created, refused
    }

    let handle: OpaquePointer
    /// The shared index of the log that this connection began with.
    private(set) var logIndex: ino_t?
    private let wait: LockWait
    private var statements: [String: Statement] = [:]

    /// Opens the file, for reading alone when it can't be written. Waits `busyTimeout` for locks that other connections
    /// hold.
    package init(
        path: String, busyTimeout: Duration = .seconds(10), durability: Durability = .full,
        writeOrder: WriteOrder = .byTurn, ifMissing: MissingFile = .created
    ) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            | (ifMissing == .created ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw SQLiteError(operation: "open", code: code, message: message, sql: "")
        }
        handle = opened
        wait = LockWait(handle, limit: busyTimeout)
        wait.install(in: handle)
        _ = csqlite_set_defensive(handle)
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA foreign_keys = ON")
        try run(durability == .full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        // A new file has no log before it is read.
        _ = try schemaVersion()
        logIndex = Self.logIndex(of: handle)
        // Not before: opening a file, even one that has its log already, must not wait for those who write.
        if writeOrder == .byTurn { wait.turn = Self.directory(of: handle).flatMap(WriterTurn.init) }
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
        try using(sql) { statement throws(SQLiteError) in
            var values: [Value] = []
            while try statement.step() {
                values.append(try body(Row(statement)))
            }
            return values
        }
    }

    /// The first row of the result, or nil when there is none.
    package func row<Value>(
        _ sql: SQL, _ body: (Row) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value? {
        try using(sql) { statement throws(SQLiteError) in
            try statement.step() ? body(Row(statement)) : nil
        }
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

    /// Runs `body`, in which no lock of another connection is waited for longer than that; zero is not at all.
    package func waiting<Value>(atMost limit: Duration, _ body: () throws -> Value) rethrows -> Value {
        try wait.limiting(to: limit, body)
    }

    /// True between the begin and the end of a transaction of this connection.
    package var isInTransaction: Bool {
        sqlite3_get_autocommit(handle) == 0
    }

    private func transaction<Value>(_ begin: SQL, _ body: () throws -> Value) throws -> Value {
        guard !isInTransaction else { return try body() }
        try run(begin)
        do {
            try requireFile()
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // SQLite has already rolled back after some errors (disk full, for one); a second ROLLBACK
            // would only hide the first error.
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }

    private func run(_ sql: SQL) throws(SQLiteError) {
        try using(sql) { statement throws(SQLiteError) in while try statement.step() {} }
    }

    /// Calls `body` with the statement, ready to be stepped; one that takes the write lock takes its turn before.
    private func using<Value>(
        _ sql: SQL, _ body: (Statement) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value {
        let statement = try prepared(sql.text)
        defer { statement.reset() }
        try statement.bind(sql.values)
        guard !isInTransaction, !statement.isReadOnly else { return try body(statement) }
        return try wait.inTurn { () throws(SQLiteError) in try body(statement) }
    }

    /// The statement of that text, prepared once for the connection.
    func prepared(_ text: String) throws(SQLiteError) -> Statement {
        if let statement = statements[text] { return statement }
        let statement = try Statement(text, in: handle)
        statements[text] = statement
        return statement
    }
}
