import ProductSupport
import SQLite
import Testing

@testable import Store

/// Migrations of a database that a released program filled: the schema comes out right and no row is lost.
struct ReleasedSchemaTests {
    @Test func `a statement ends with a line that ends with a semicolon outside quotes`() {
        let text = "-- a 'comment;\n\nSELECT 'a;\n-- ''b';\nSELECT\n1;\nSELECT '"
        #expect(
            ReleasedDatabase.statements(in: text) == ["SELECT 'a;\n-- ''b';", "SELECT\n1;", "SELECT '"])
    }

    @Test func `there is a released database`() {
        #expect(ReleasedDatabase.names.contains("schema-4.sql"))
    }

    @Test(arguments: ReleasedDatabase.names)
    func `the migrations of that release make the released schema of an empty file`(name: String) throws {
        let released = try ReleasedDatabase(name)
        let version = try Database(path: released.path).schemaVersion()
        #expect(name == "schema-\(version).sql")
        let test = try TestStore(migrated: false)
        try test.withRawDatabase { database in
            for migration in Migration.all where migration.version <= version {
                for statement in migration.statements { try database.execute(statement.statement) }
            }
        }
        #expect(try ReleasedDatabase.schema(of: released.path) == ReleasedDatabase.schema(of: test.path))
    }

    @Test(arguments: ReleasedDatabase.names)
    func `migrating makes the current schema and keeps every row`(name: String) throws {
        let released = try ReleasedDatabase(name)
        let version = try Database(path: released.path).schemaVersion()
        let counts = try released.rowCounts()
        #expect(counts.allSatisfy { $0.value > 0 }, "a table is empty: \(counts)")
        let store = try released.store()
        #expect(try store.migrate() == Migration.all.map(\.version).filter { $0 > version })
        try store.requireCurrentSchema()
        let current = try TestStore()
        #expect(try ReleasedDatabase.schema(of: released.path) == ReleasedDatabase.schema(of: current.path))
        let kept = try released.rowCounts()
        for (table, count) in counts { #expect(kept[table] == count, "\(table)") }
        #expect(try released.texts("SELECT integrity_check AS text FROM pragma_integrity_check") == ["ok"])
        #expect(try released.texts("SELECT \"table\" AS text FROM pragma_foreign_key_check") == [])
    }
}
