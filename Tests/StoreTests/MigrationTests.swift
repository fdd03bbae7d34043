import Crypto
import ProductSupport
import SQLite
import Store
import Testing

struct MigrationTests {
    @Test func `migrating twice is migrating once`() throws {
        let test = try TestStore(migrated: false)
        #expect(try test.store.migrate() == [1])
        #expect(try test.store.migrate() == [])
        try test.store.requireCurrentSchema()
    }

    @Test func `a file that was not migrated is refused with what to do`() throws {
        let test = try TestStore(migrated: false)
        let error = #expect(throws: StoreError.self) { try test.store.requireCurrentSchema() }
        #expect(error?.description.contains("rachel-cloud migrate") == true)
    }

    @Test func `a file from a newer program is left alone`() throws {
        let test = try TestStore()
        try test.withRawDatabase { try $0.setSchemaVersion(999) }
        #expect(throws: StoreError.schemaTooNew(found: 999, needed: 1)) {
            try test.store.requireCurrentSchema()
        }
        #expect(throws: StoreError.schemaTooNew(found: 999, needed: 1)) { try test.store.migrate() }
    }

    @Test func `two unfinished jobs of one customer are impossible, whoever writes them`() throws {
        let test = try TestStore()
        let (user, _, _) = try test.deploy()
        try test.withRawDatabase { database in
            let error = #expect(throws: SQLiteError.self) {
                try database.execute(
                    """
                    INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at)
                    VALUES ('x', \(user), 'deploy', 'prepare', 0, 0, 0, 0)
                    """)
            }
            #expect(error?.isUniqueViolation == true)
        }
    }
}
