import SQLite
import TestSupport

extension Site {
    /// Starts maintenance as in production, but with a round every second.
    func startMaintain() throws -> ChildProgram {
        try ChildProgram(
            Checkout.program("rachel-cloud"),
            ["maintain", "--interval", "1", "--config", state.configuration], log: state.log("maintain"))
    }

    /// Ends the time in which a new job's process may still be starting.
    func skipRetryWindow(with customer: Customer) throws {
        let user = try id(of: customer)
        try change(
            """
            UPDATE jobs SET updated_at = updated_at - 60000
            WHERE user_id = \(user) AND ended_at IS NULL AND lease_expires_at IS NULL
            """)
    }

    /// Outdates the catalogue, so that the next deploy reads it again even after a killed reader.
    func outdateCatalogue() throws {
        try change("UPDATE catalogue SET read_at = 1, reading_since_at = NULL WHERE read_at IS NOT NULL")
    }

    /// The resources at Hetzner with our labels but without a ledger line, and the ledger's that are not at Hetzner.
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
