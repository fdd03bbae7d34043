import SQLite
import TestSupport

/// What the site and the simulated Hetzner have on their books.
extension Site {
    /// The rows of a query on the product's database.
    func rows<Value>(_ sql: SQL, _ read: (Row) throws(SQLiteError) -> Value) throws -> [Value] {
        try Database(path: state.database).rows(sql, read)
    }

    /// Changes the product's database behind its back, as time or an accident would.
    @discardableResult
    func change(_ sql: SQL) throws -> Int {
        try Database(path: state.database).execute(sql)
    }

    /// The ids of the customer's jobs, oldest first.
    func jobs(of customer: Customer) throws -> [String] {
        try rows(
            """
            SELECT jobs.id FROM jobs JOIN users ON users.id = user_id WHERE email = \(customer.email)
            ORDER BY jobs.created_at
            """
        ) { row throws(SQLiteError) in try row.text("id") }
    }

    func id(of customer: Customer) throws -> String {
        let ids = try rows("SELECT id FROM users WHERE email = \(customer.email)") {
            row throws(SQLiteError) in try row.text("id")
        }
        return try ids.first ?? { throw NoSuchRow() }()
    }

    /// The steps that a job's history says were finished or failed, as `create finished`.
    func history(of job: String) throws -> [String] {
        try rows(
            "SELECT step, kind FROM job_events WHERE job_id = \(job) AND kind <> 'started' ORDER BY id"
        ) { row throws(SQLiteError) in "\(try row.text("step")) \(try row.text("kind"))" }
    }

    /// The customer's lines in the ledger that are not gone, as `server deleting`.
    func ledger(of customer: Customer) throws -> [String] {
        try rows(
            """
            SELECT kind, state FROM resources JOIN users ON users.id = user_id
            WHERE email = \(customer.email) AND state <> 'gone' ORDER BY resources.id
            """
        ) { row throws(SQLiteError) in "\(try row.text("kind")) \(try row.text("state"))" }
    }

    struct NoSuchRow: Error {}
}
