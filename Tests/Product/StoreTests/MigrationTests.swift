import Crypto
import ProductSupport
import SQLite
import Testing
import Time

@testable import Store

struct MigrationTests {
    @Test func `migrating a second time does nothing`() throws {
        let test = try TestStore(migrated: false)
        let applied = try test.store.migrate()
        #expect(applied.first == 1 && applied == applied.sorted())
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
        for refused in [test.store.requireCurrentSchema, { _ = try test.store.migrate() }] {
            let error = #expect(throws: StoreError.self) { try refused() }
            guard case .schemaTooNew(found: 999, needed: _) = error else { throw UnexpectedState() }
        }
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

    @Test func `the ledger keeps its lines when it can have untracked resources`() throws {
        let test = try TestStore(migrated: false)
        try test.withRawDatabase { database in
            for sql in Migration.initial.statements { try database.execute(sql.statement) }
            try database.setSchemaVersion(1)
            let (user, job) = (try User.ID.random(), try Job.ID.random())
            try database.execute(
                """
                INSERT INTO users (id, email, password_hash, name, created_at, updated_at)
                VALUES (\(user), 'ada@example.org', 'x', 'Ada', 1, 1)
                """)
            try database.execute(
                """
                INSERT INTO jobs (id, user_id, kind, step, step_started_at, deadline_at, created_at, updated_at)
                VALUES (\(job), \(user), 'deploy', 'create', 1, 9, 1, 1)
                """)
            try database.execute(
                """
                INSERT INTO resources (project, kind, name, user_id, job_id, state, created_at, updated_at)
                VALUES ('p', 'server', 's', \(user), \(job), 'intended', 7, 8)
                """)
        }
        try test.store.migrate()
        let line = try #require(try test.store.servers().first)
        #expect(line.name == "s" && line.state == .intended && line.createdAt == Instant(milliseconds: 7))
        #expect(try test.store.user(email: "ada@example.org")?.id == line.userID)
    }
}
