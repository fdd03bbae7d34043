import SQLite
import TestSupport
import Testing

extension Site {
    /// Starts maintenance as in production, but with a round every second.
    func startMaintain() throws -> ChildProgram {
        try ChildProgram(
            Checkout.program("rachel-cloud"),
            ["maintain", "--interval", "1", "--config", state.configuration], log: state.log("maintain"),
            environment: options.findsPointsOfServe ? nil : points?.environmentOfParent)
    }

    /// Starts the customer's `provision` or `deprovision` by a command, which is the job's first process. The process
    /// that meets the point is killed, and the customer comes to the phase all the same. Returns the killed process's
    /// position among those of the job, from 1; nil when none met the point.
    func kill(
        _ command: String, _ customer: inout Customer, at point: KillPoint, endingIn phase: String
    ) async throws -> Int? {
        let points = try #require(points)
        let jobs = try jobs(of: customer).count
        try points.begin(point)
        var wasKilled: Bool
        repeat {
            // Its exit status is 1 when maintenance took the job.
            wasKilled = try await !self.command(
                command, "--user", customer.email, "--until-wait", meeting: points, mayEndWith: [0, 1])
            // Again when it was killed before it inserted the job.
        } while try wasKilled && self.jobs(of: customer).count == jobs
        try #require(try self.jobs(of: customer).count > jobs, "\(command) was refused")
        try await customer.waitForPhase(phase)
        try await waitForEndOfProcesses()
        return try points.process(at: point)?.position
    }

    /// Waits until no process is at work on a job or about to end.
    func waitForEndOfProcesses() async throws {
        try await waitUntil("the processes of jobs end") {
            !RunningProcess.ours(on: state.path).contains {
                $0.arguments.contains("--until-wait") && $0.isRunning
            }
        }
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
