import SQLite

/// The store's connection to its database. This directory alone knows which engine that is: everything else in the
/// module sees `Connection`, `SQL`, `Row` and `StoreError`.
///
/// It opens the file anew, between two transactions, when another one is at the path now. One that it can only read it
/// opens for each use: SQLite's connections of one process share the log's index, and while any of them has opened that
/// for reading alone, none can write, whatever became of the file.
final class Connection {
    private let open: (Database.MissingFile) throws(SQLiteError) -> Database
    /// Nil between two uses of a file that can only be read.
    private var database: Database?
    /// Called after the file was opened anew and may be written.
    var onReopen: () throws(StoreError) -> Void = {}
    /// Called at the start of each transaction that writes, within it; what it throws ends the transaction.
    var beforeWriting: ((Connection) throws(StoreError) -> Void)?

    /// Opens or creates the file. Waits `busyTimeout` for locks that other connections hold.
    init(path: String, busyTimeout: Duration, writeOrder: WriteOrder) throws(StoreError) {
        let open = { (ifMissing: Database.MissingFile) throws(SQLiteError) in
            try Database(
                path: path, busyTimeout: busyTimeout, writeOrder: writeOrder.ofDatabase, ifMissing: ifMissing)
        }
        database = try translated { () throws(SQLiteError) in try open(.created) }
        self.open = open
    }

    /// Runs a statement that gives no rows and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: SQL) throws(StoreError) -> Int {
        try using { database throws(SQLiteError) in try database.execute(sql.statement) }
    }

    /// Every row of the result, read by `body`.
    func rows<Value>(_ sql: SQL, _ body: (Row) throws -> Value) throws -> [Value] {
        let values = try using { database throws(SQLiteError) in
            try database.rows(sql.statement) { row throws(SQLiteError) in Result { try body(Row(row)) } }
        }
        return try values.map { try $0.get() }
    }

    /// Every row of the result that can be read by `body`; `skip` is told of each that can't.
    func rows<Value>(
        _ sql: SQL, of table: String, identifiedBy column: String = "id",
        skipping skip: (UnreadableRow) -> Void, _ body: (Row) throws -> Value
    ) throws -> [Value] {
        let found = try rows(sql) { row in
            do {
                return Result<Value, UnreadableRow>.success(try body(row))
            } catch StoreError.malformedRow(let reason) {
                return .failure(UnreadableRow(table: table, id: row.displayText(column), reason: reason))
            }
        }
        return found.compactMap { result in
            switch result {
            case .success(let value): return value
            case .failure(let row):
                skip(row)
                return nil
            }
        }
    }

    /// The first row of the result, read by `body`, or nil when there is none.
    func row<Value>(_ sql: SQL, _ body: (Row) throws -> Value) throws -> Value? {
        let value = try using { database throws(SQLiteError) in
            try database.row(sql.statement) { row throws(SQLiteError) in Result { try body(Row(row)) } }
        }
        return try value?.get()
    }

    /// The value of a query that gives one integer in a column, or nil when it gives no row.
    func int(_ sql: SQL, _ column: String) throws(StoreError) -> Int64? {
        try using { database throws(SQLiteError) in
            try database.row(sql.statement) { row throws(SQLiteError) in try row.int(column) }
        }
    }

    /// True when the query gives a row.
    func exists(_ sql: SQL) throws(StoreError) -> Bool {
        try using { database throws(SQLiteError) in
            try database.row(sql.statement) { _ throws(SQLiteError) in true } ?? false
        }
    }

    /// Runs `body` in a transaction that no other writer is beside: all of it is committed, or, when it throws, none.
    /// A write inside a write joins the outer transaction.
    @discardableResult
    func write<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction { database in
            try database.write {
                try beforeWriting?(self)
                return try body()
            }
        }
    }

    /// Runs `body` on one consistent snapshot.
    func read<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction { try $0.read(body) }
    }

    /// Runs `body`, in which no lock of another connection is waited for longer than that; zero is not at all.
    func waiting<Value>(atMost limit: Duration, _ body: () throws -> Value) throws -> Value {
        try transaction { try $0.waiting(atMost: limit, body) }
    }

    /// Throws unless the file at the path is this connection's and can be written.
    func proveWritable() throws {
        try transaction { try $0.proveWritable() }
    }

    /// The number of the last migration that was applied; 0 in a new file.
    func schemaVersion() throws(StoreError) -> Int64 {
        try using { database throws(SQLiteError) in try database.schemaVersion() }
    }

    /// Sets that number, as part of the transaction it is called in.
    func setSchemaVersion(_ version: Int64) throws(StoreError) {
        try using { database throws(SQLiteError) in try database.setSchemaVersion(version) }
    }

    // MARK: The file

    private func using<Value>(
        _ body: (Database) throws(SQLiteError) -> Value
    ) throws(StoreError) -> Value {
        let database = try usable()
        defer { closeUnlessWritable() }
        return try translated { () throws(SQLiteError) in try body(database) }
    }

    /// Throws what `body` throws, SQLite's errors as the store's.
    private func transaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let database = try usable()
        defer { closeUnlessWritable() }
        do {
            return try body(database)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    private func usable() throws(StoreError) -> Database {
        if let database, database.isInTransaction || !database.hasMoved { return database }
        if let database, database.isLogInPlace {
            throw .databaseUnavailable(
                "the database's file was moved or replaced while its log stayed: stop all processes that use it, remove the files -wal and -shm beside it if another database is in its place, and start them again"
            )
        }
        let another = try translated { () throws(SQLiteError) in try open(.refused) }
        if let database { try requireSchema(of: database, in: another) }
        database = another
        if !another.isReadOnly { try onReopen() }
        return another
    }

    /// Which of two databases is the right one, if they aren't of the same schema, a person knows better.
    private func requireSchema(of database: Database, in another: Database) throws(StoreError) {
        let (known, found) = try translated { () throws(SQLiteError) in
            (try database.schemaVersion(), try another.schemaVersion())
        }
        guard known == found else {
            throw .databaseUnavailable(
                "the database's file was replaced by one of schema version \(found) instead of \(known)")
        }
    }

    private func closeUnlessWritable() {
        if let database, database.isReadOnly, !database.isInTransaction { self.database = nil }
    }
}

/// Runs `body` and throws its error as the store's.
private func translated<Value>(_ body: () throws(SQLiteError) -> Value) throws(StoreError) -> Value {
    do throws(SQLiteError) {
        return try body()
    } catch {
        throw StoreError(error)
    }
}

extension StoreError {
    /// Has the engine's message and statement, which hold no bound value.
    fileprivate init(_ error: SQLiteError) {
        let detail = error.description
        self =
            if error.isUniqueViolation {
                .uniqueViolation(detail)
            } else if error.isBusy {
                .databaseBusy(detail)
            } else if error.isUnavailable {
                .databaseUnavailable(detail)
            } else {
                .databaseFailed(detail)
            }
    }
}
