import SQLite

/// The store's connection to its database. This directory alone knows which engine that is: everything else in the
/// module sees `Connection`, `SQL`, `Row` and `StoreError`.
final class Connection {
    private let database: Database

    /// Opens or creates the file. Waits `busyTimeout` for locks that other connections hold.
    init(path: String, busyTimeout: Duration, writeOrder: WriteOrder) throws(StoreError) {
        database = try translated { () throws(SQLiteError) in
            try Database(path: path, busyTimeout: busyTimeout, writeOrder: writeOrder.ofDatabase)
        }
    }

    /// Runs a statement that gives no rows and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: SQL) throws(StoreError) -> Int {
        try translated { () throws(SQLiteError) in try database.execute(sql.statement) }
    }

    /// Every row of the result, read by `body`.
    func rows<Value>(_ sql: SQL, _ body: (Row) throws -> Value) throws -> [Value] {
        let values = try translated { () throws(SQLiteError) in
            try database.rows(sql.statement) { row throws(SQLiteError) in Result { try body(Row(row)) } }
        }
        return try values.map { try $0.get() }
    }

    /// The first row of the result, read by `body`, or nil when there is none.
    func row<Value>(_ sql: SQL, _ body: (Row) throws -> Value) throws -> Value? {
        let value = try translated { () throws(SQLiteError) in
            try database.row(sql.statement) { row throws(SQLiteError) in Result { try body(Row(row)) } }
        }
        return try value?.get()
    }

    /// The value of a query that gives one integer in a column, or nil when it gives no row.
    func int(_ sql: SQL, _ column: String) throws(StoreError) -> Int64? {
        try translated { () throws(SQLiteError) in
            try database.row(sql.statement) { row throws(SQLiteError) in try row.int(column) }
        }
    }

    /// True when the query gives a row.
    func exists(_ sql: SQL) throws(StoreError) -> Bool {
        try translated { () throws(SQLiteError) in
            try database.row(sql.statement) { _ throws(SQLiteError) in true } ?? false
        }
    }

    /// Runs `body` in a transaction that no other writer is beside: all of it is committed, or, when it throws, none.
    /// A write inside a write joins the outer transaction.
    @discardableResult
    func write<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try database.write(body)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    /// Runs `body` on one consistent snapshot.
    func read<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try database.read(body)
        } catch let error as SQLiteError {
            throw StoreError(error)
        }
    }

    /// The number of the last migration that was applied; 0 in a new file.
    func schemaVersion() throws(StoreError) -> Int64 {
        try translated { () throws(SQLiteError) in try database.schemaVersion() }
    }

    /// Sets that number, as part of the transaction it is called in.
    func setSchemaVersion(_ version: Int64) throws(StoreError) {
        try translated { () throws(SQLiteError) in try database.setSchemaVersion(version) }
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
