import SQLite
import Testing

/// The released database holds every value that its program writes, so that no migration is tried on less.
struct ReleasedValuesTests {
    /// The column of each table that may hold some words only, with these words, as the schema says.
    private func checkedColumns(_ released: ReleasedDatabase) throws -> [(String, String, Set<String>)] {
        let tables = try released.rows(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'"
        ) { row throws(SQLiteError) in (try row.text("name"), try row.text("sql")) }
        return tables.flatMap { table, sql in
            sql.matches(of: #/CHECK \((\w+) IN\s*\(('[^)]*')\)\)/#).map { match in
                (table, String(match.1), Set(match.2.matches(of: #/\w+/#).map { String($0.0) }))
            }
        }
    }

    private func values(
        _ column: String, _ table: String, _ released: ReleasedDatabase
    ) throws -> Set<String> {
        let sql = "SELECT DISTINCT \(column) AS text FROM \(table) WHERE \(column) IS NOT NULL"
        return Set(try released.texts(SQL(stringLiteral: sql)))
    }

    @Test(arguments: ReleasedDatabase.names)
    func `every word that a column's check allows is there`(name: String) throws {
        let released = try ReleasedDatabase(name)
        let columns = try checkedColumns(released)
        #expect(
            Set(columns.map { "\($0.0).\($0.1)" }).isSuperset(of: [
                "subscriptions.status", "subscriptions.provisioning_status", "jobs.kind", "jobs.outcome",
                "jobs.callback_outcome", "resources.kind", "resources.state",
                "billing_subscriptions.standing", "audit_log.actor",
            ]))
        for (table, column, words) in columns {
            #expect(try values(column, table, released) == words, "\(table).\(column)")
        }
    }

    // A list of its own for each release: what is added later is not in it.

    @Test func `schema 4 has a job that stands at each step, and a history of each`() throws {
        let released = try ReleasedDatabase("schema-4.sql")
        let steps: Set = [
            "prepare", "create", "await_set_up", "hand_over", "verify", "finish", "undo", "delete",
        ]
        #expect(try values("step", "(SELECT * FROM jobs WHERE ended_at IS NULL)", released) == steps)
        for kind in ["started", "finished"] {
            let events = "(SELECT * FROM job_events WHERE kind = '\(kind)')"
            #expect(try values("step", events, released) == steps, "\(kind)")
        }
        // No step writes `noted`.
        let kinds: Set = ["started", "finished", "retried", "failed"]
        #expect(try values("kind", "job_events", released) == kinds)
    }

    @Test func `schema 4 has an entry of each audited action`() throws {
        let released = try ReleasedDatabase("schema-4.sql")
        #expect(
            try values("action", "audit_log", released) == [
                "deploy.cancel_requested", "deploy.failed", "deploy.ready", "deploy.started",
                "deprovision.done", "deprovision.started", "job.released", "onboarding.claude_saved",
                "onboarding.telegram_saved", "orphan.found", "server.created", "server.gone",
                "server.vanished", "subscription.activated", "subscription.canceled", "subscription.ended",
            ])
    }

    @Test func `schema 4 has a value in every column that the program writes`() throws {
        let released = try ReleasedDatabase("schema-4.sql")
        let never = ["rate_budget.resets_at", "telegram_bots.bot_username"]
        let columns = try released.rows(
            """
            SELECT tables.name AS table_name, columns.name AS column_name FROM sqlite_schema AS tables
            JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
            """
        ) { row throws(SQLiteError) in (try row.text("table_name"), try row.text("column_name")) }
        #expect(columns.count > 100)
        for (table, column) in columns where !never.contains("\(table).\(column)") {
            let sql = "SELECT count(\(column)) AS n FROM \(table)"
            #expect(try released.numbers(SQL(stringLiteral: sql)) != [0], "\(table).\(column)")
        }
    }
}
