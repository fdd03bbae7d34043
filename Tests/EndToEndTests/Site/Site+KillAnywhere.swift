import SQLite
import TestSupport

extension Site {
    /// Maintenance as it runs in production, but every second.
    func startMaintain() throws -> ChildProgram {
        try ChildProgram(
            Checkout.program("rachel-cloud"),
            ["maintain", "--interval", "1", "--config", state.configuration], log: state.log("maintain"))
    }

    /// Lets the time pass in which a new job's process may still be on its way.
    func skipRetryWindow(with customer: Customer) throws {
        let user = try id(of: customer)
        try change(
            """
            UPDATE jobs SET updated_at = updated_at - 60000
            WHERE user_id = \(user) AND ended_at IS NULL AND lease_expires_at IS NULL
            """)
    }

    /// Lets the next deploy read what Hetzner offers, whoever was killed while reading it.
    func outdateCatalogue() throws {
        try change("UPDATE catalogue SET read_at = 1, reading_since_at = NULL WHERE read_at IS NOT NULL")
    }

    /// What is at Hetzner with our labels and in no line of the ledger, and what the ledger says is there and is not.
    func ledgerMismatches() throws -> Set<String> {
        let existing = try hetznerRows(
            """
            SELECT 'server ' || id AS thing, labels LIKE '%rachel-cloud%' AS is_ours FROM servers
            WHERE deleted_at IS NULL
            UNION ALL SELECT 'ssh_key ' || id, labels LIKE '%rachel-cloud%' FROM ssh_keys
            """
        ) { row throws(SQLiteError) in (thing: try row.text("thing"), isOurs: try row.bool("is_ours")) }
        let ours = Set(existing.filter(\.isOurs).map(\.thing))
        let recorded = try rows(
            "SELECT kind || ' ' || coalesce(hetzner_id, name) AS thing FROM resources WHERE state <> 'gone'"
        ) { row throws(SQLiteError) in try row.text("thing") }
        return ours.subtracting(recorded).union(Set(recorded).subtracting(existing.map(\.thing)))
    }
}
