import Crypto
import Foundation
import SQLite
import Store
import TestSupport
import Time

/// A database that a released program filled, loaded from its SQL text into a fresh file.
struct ReleasedDatabase {
    /// One text for each released schema, in `Fixtures`.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return files.filter { $0.hasPrefix("schema-") && $0.hasSuffix(".sql") }.sorted()
    }()

    private static let directory = Checkout.path("Tests/Product/StoreTests/Fixtures")

    let path: String
    private let text: String
    private let directory: TemporaryDirectory

    init(_ name: String) throws {
        directory = try TemporaryDirectory()
        path = directory.path("released.sqlite")
        text = try String(contentsOfFile: Self.directory + "/" + name, encoding: .utf8)
        let database = try Database(path: path)
        for statement in Self.statements(in: text) {
            try database.execute(SQL(stringLiteral: statement))
        }
    }

    /// A store on the file whose clock stands that long after the last audited action.
    func store(after pause: Duration = .zero) throws -> Store {
        let last = try numbers("SELECT max(at) AS n FROM audit_log").first ?? 0
        let now = Instant(milliseconds: last) + pause
        let keyring = try Keyring(text: Secret(remark("sealing key")))
        return try Store(path: path, keyring: keyring, clock: .following { now })
    }

    /// The value that a comment at the head of the text gives.
    func remark(_ name: String) throws -> String {
        let prefix = "-- \(name): "
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(prefix) }) else {
            throw MissingRemark(name: name)
        }
        return String(line.dropFirst(prefix.count))
    }

    struct MissingRemark: Error {
        let name: String
    }

    /// The rows of a query past the store.
    func rows<Value>(_ sql: SQL, _ read: (Row) throws(SQLiteError) -> Value) throws -> [Value] {
        try Database(path: path).rows(sql, read)
    }

    /// The column `n` of every row.
    func numbers(_ sql: SQL) throws -> [Int64] {
        try rows(sql) { row throws(SQLiteError) in try row.int("n") }
    }

    /// The column `text` of every row.
    func texts(_ sql: SQL) throws -> [String] {
        try rows(sql) { row throws(SQLiteError) in try row.text("text") }
    }

    /// The number of rows in each table.
    func rowCounts() throws -> [String: Int64] {
        let tables = try texts("SELECT name AS text FROM sqlite_schema WHERE type = 'table'")
        let counts = try tables.map { table in
            (table, try numbers(SQL(stringLiteral: "SELECT count(*) AS n FROM \(table)")).first ?? 0)
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// The schema of a file, one line for each table and index, with single spaces.
    static func schema(of path: String) throws -> [String] {
        let lines = try Database(path: path).rows(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS text FROM sqlite_schema ORDER BY type, name"
        ) { row throws(SQLiteError) in try row.text("text") }
        return lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    /// The statements of a dumped text: each ends with a line that ends with a semicolon outside quotes. Comments are
    /// lines of their own between statements; triggers, which hold semicolons, can't be read.
    static func statements(in text: String) -> [String] {
        var statements: [String] = []
        var statement = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if statement.isEmpty, line.isEmpty || line.hasPrefix("--") { continue }
            statement += statement.isEmpty ? line : "\n" + line
            // Within a quoted value the quotes so far are odd in number; a doubled one counts as two.
            let isComplete = line.hasSuffix(";") && statement.utf8.count { $0 == UInt8(ascii: "'") } % 2 == 0
            guard isComplete else { continue }
            statements.append(statement)
            statement = ""
        }
        // What no semicolon ends is for SQLite to refuse.
        return statement.isEmpty ? statements : statements + [statement]
    }
}
