import Foundation
import TestSupport
import Testing

@testable import SQLite

struct DatabaseTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("test.sqlite")
    }

    private func database(busyTimeout: Duration = .seconds(10)) throws -> Database {
        try Database(path: path, busyTimeout: busyTimeout)
    }

    @Test func `returns values as they were bound, an empty string not as NULL`() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n TEXT) STRICT")
        let bytes: [UInt8] = [0, 255, 10]
        try database.execute("INSERT INTO t VALUES (\(Int64.min), \("a'\0é"), \(bytes), \(String?.none))")
        try database.execute("INSERT INTO t VALUES (\(0), \(""), \([UInt8]()), \("x"))")
        let rows = try database.rows("SELECT * FROM t ORDER BY rowid") { row throws(SQLiteError) in
            (try row.int("i"), try row.text("s"), try row.blob("b"), try row.optionalText("n"))
        }
        #expect(rows.count == 2)
        #expect(rows[0] == (Int64.min, "a'\0é", bytes, nil))
        #expect(rows[1] == (0, "", [], "x"))
    }

    @Test func `never makes a value part of the statement`() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (s TEXT)")
        let hostile = "'); DROP TABLE t; --"
        try database.execute("INSERT INTO t VALUES (\(hostile))")
        let found = try database.row("SELECT s FROM t WHERE s IN \(list: [hostile, "y"])") {
            row throws(SQLiteError) in try row.text("s")
        }
        #expect(found == hostile)
    }

    @Test func `throws for a column of another type and for a missing one`() throws {
        let database = try database()
        #expect(throws: SQLiteError.self) {
            try database.row("SELECT 'x' AS a") { row throws(SQLiteError) in try row.int("a") }
        }
        #expect(throws: SQLiteError.self) {
            try database.row("SELECT 1 AS a") { row throws(SQLiteError) in try row.int("b") }
        }
        #expect(throws: SQLiteError.self) {
            try database.row("SELECT NULL AS a") { row throws(SQLiteError) in try row.text("a") }
        }
    }

    @Test func `looks for a column's name once in a statement, however many rows are read`() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (i INTEGER, s TEXT, n TEXT)")
        for i in 0..<100 { try database.execute("INSERT INTO t VALUES (\(i), \("s\(i)"), NULL)") }
        let query: SQL = "SELECT * FROM t ORDER BY i"
        for _ in 0..<2 {
            let rows = try database.rows(query) { row throws(SQLiteError) in
                (try row.int("i"), try row.text("s"), try row.optionalText("n"))
            }
            #expect(rows.count == 100 && rows[99] == (99, "s99", nil))
        }
        #expect(try database.prepared(query.text).resolvedNames == 3)
    }

    @Test func `reads columns in another order in each row, and more than once`() throws {
        let database = try database()
        let query: SQL = "SELECT 1 AS a, 2 AS b, 3 AS c UNION ALL SELECT 4, 5, 6 UNION ALL SELECT 7, 8, 9"
        let rows = try database.rows(query) { row throws(SQLiteError) in
            switch try row.int("a") {
            case 1: [try row.int("c"), try row.int("b"), try row.int("b")]
            case 4: [try row.int("b")]
            default: [try row.int("b"), try row.int("c"), try row.int("a")]
            }
        }
        #expect(rows == [[3, 2, 2], [5], [8, 9, 7]])
        #expect(try database.prepared(query.text).resolvedNames == 3)
    }

    @Test func `rolls back a transaction that throws, with a nested one`() throws {
        struct Refused: Error {}
        let database = try database()
        try database.execute("CREATE TABLE t (i INTEGER)")
        #expect(throws: Refused.self) {
            try database.write {
                try database.execute("INSERT INTO t VALUES (1)")
                try database.write { try database.execute("INSERT INTO t VALUES (2)") }
                throw Refused()
            }
        }
        let count = try database.row("SELECT count(*) AS n FROM t") { row throws(SQLiteError) in
            try row.int("n")
        }
        #expect(count == 0)
    }

    @Test func `tells a unique violation from other errors`() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (i INTEGER UNIQUE, j INTEGER NOT NULL)")
        try database.execute("INSERT INTO t VALUES (1, 1)")
        let unique = #expect(throws: SQLiteError.self) { try database.execute("INSERT INTO t VALUES (1, 1)") }
        #expect(unique?.isUniqueViolation == true)
        let null = #expect(throws: SQLiteError.self) {
            try database.execute("INSERT INTO t VALUES (2, \(Int?.none))")
        }
        #expect(null?.isUniqueViolation == false)
    }

    @Test func `names the statement but no value in an error`() throws {
        let database = try database()
        try database.execute("CREATE TABLE t (s TEXT UNIQUE)")
        try database.execute("INSERT INTO t VALUES (\("hunter2"))")
        let error = #expect(throws: SQLiteError.self) {
            try database.execute("INSERT INTO t VALUES (\("hunter2"))")
        }
        #expect(error?.description.contains("INSERT INTO t VALUES (?)") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `says that the file is unavailable when it may grow no more, and no longer once it may`()
        throws
    {
        let database = try database()
        try database.execute("CREATE TABLE t (b BLOB)")
        try database.execute("PRAGMA max_page_count = 2")
        let error = #expect(throws: SQLiteError.self) {
            try database.execute("INSERT INTO t VALUES (zeroblob(100000))")
        }
        #expect(error?.isUnavailable == true)
        #expect(error?.isBusy == false)
        try database.execute("PRAGMA max_page_count = 1000")
        try database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    }

    @Test func `waits for a lock of another connection, then reports it as busy`() throws {
        let first = try database()
        try first.execute("CREATE TABLE t (i INTEGER)")
        let second = try database(busyTimeout: .zero)
        try first.write {
            let error = #expect(throws: SQLiteError.self) { try second.write {} }
            #expect(error?.isBusy == true)
        }
        try second.write { try second.execute("INSERT INTO t VALUES (1)") }
    }

    @Test func `refuses a file that is no database`() throws {
        try Data("not a database, but long enough to be looked at".utf8).write(to: URL(filePath: path))
        #expect(throws: SQLiteError.self) { try database() }
    }

    @Test func `enforces foreign keys`() throws {
        let database = try database()
        try database.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        try database.execute("CREATE TABLE b (a INTEGER REFERENCES a(id))")
        #expect(throws: SQLiteError.self) { try database.execute("INSERT INTO b VALUES (7)") }
    }
}
