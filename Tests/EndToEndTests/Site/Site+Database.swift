import SQLite
import TestSupport

/// Queries on the product's database.
extension Site {
    /// The rows of a query on the product's database.
    func rows<Value>(_ sql: SQL, _ read: (Row) throws(SQLiteError) -> Value) throws -> [Value] {
        try Database(path: state.database).rows(sql, read)
    }

    /// Changes the product's database without the product, as time or an accident would.
    @discardableResult
    func change(_ sql: SQL) throws -> Int {
        try Database(path: state.database).execute(sql)
    }

    /// Forgets who has signed up from where; otherwise the limit of sign-ups from one address applies.
    func forgetAttempts() throws {
        try change("DELETE FROM attempts")
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

    /// The steps that the job finished, retried or failed, as `create finished`.
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

    /// The columns of the customer's record about their server; those that are NULL are left out.
    func record(of customer: Customer) throws -> [String: String] {
        let user = try id(of: customer)
        let columns = [
            "provisioning_status", "provisioning_error", "vps_ip_address", "vps_hostname", "vps_provisioned",
            "hetzner_server_id", "hetzner_ssh_key_id", "provisioned_at", "deprovisioned_at",
        ]
        return try rows(
            """
            SELECT provisioning_status, provisioning_error, vps_ip_address, vps_hostname,
                CAST(vps_provisioned AS TEXT) AS vps_provisioned,
                CAST(hetzner_server_id AS TEXT) AS hetzner_server_id,
                CAST(hetzner_ssh_key_id AS TEXT) AS hetzner_ssh_key_id,
                CAST(provisioned_at AS TEXT) AS provisioned_at,
                CAST(deprovisioned_at AS TEXT) AS deprovisioned_at
            FROM subscriptions WHERE user_id = \(user)
            """
        ) { row throws(SQLiteError) in
            var record: [String: String] = [:]
            for column in columns { record[column] = try row.optionalText(column) }
            return record
        }.first ?? [:]
    }

    struct NoSuchRow: Error {}
}
