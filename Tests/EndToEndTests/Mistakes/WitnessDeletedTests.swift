import SQLite
import TestSupport
import Testing

extension Endurance {
    /// What shows whose the project is, deleted by hand at Hetzner in the middle of a deploy or of a deletion.
    struct WitnessDeletedTests {
        @Test(arguments: Interruption.allCases)
        func `without the shared firewall nothing is deleted until the project is claimed`(
            interruption: Interruption
        ) async throws {
            var deleted = 0
            try await Site.withMistake("the firewall was deleted", in: interruption) { site, _ in
                try site.deleteFirewalls(named: "rachel-cloud-ssh-only")
                deleted = try site.deletionCalls
            } repair: { site, customer, ada, point in
                try await site.waitForStandstill(of: &customer)
                // The process may have been stopped just before such a call.
                #expect(try site.deletionCalls <= deleted + 1, "\(point)")
                try site.expectServer(of: &ada, "\(point)")
                let claim = try await site.command("project", "claim")
                #expect(claim.status == 0, "\(point): \(claim.errorText)")
                try site.endPauses()
                try await site.waitForEnd(of: &customer, point)
            }
        }

        @Test(arguments: Interruption.allCases)
        func `without its mark the installation observes and deletes nothing`(
            interruption: Interruption
        ) async throws {
            try await Site.withMistake("the mark was deleted", in: interruption) { site, _ in
                try site.hideMarks()
            } repair: { site, customer, ada, point in
                try await site.waitForStandstill(of: &customer)
                try site.expectServer(of: &ada, "\(point)")
                if try customer.status().inProgress {
                    #expect(try site.isObserving(), "\(point)")
                    let doctor = try await site.command("doctor")
                    #expect(doctor.status == 1)
                    let text = doctor.output + doctor.errorText
                    #expect(text.contains("rachel-cloud maintain --resume"), "\(text)")
                }
                try site.restoreMarks()
                try await site.waitForEnd(of: &customer, point)
            }
        }
    }
}

extension Site {
    private var hetzner: Database {
        get throws { try Database(path: state.hetznerDatabase) }
    }

    /// As a person does in the console, after taking it from every server.
    fileprivate func deleteFirewalls(named name: String) throws {
        let hetzner = try hetzner
        try hetzner.execute(
            "DELETE FROM firewall_servers WHERE firewall_id IN (SELECT id FROM firewalls WHERE name = \(name))"
        )
        try hetzner.execute("DELETE FROM firewalls WHERE name = \(name)")
    }

    /// Deletes the project's marks, so that `restoreMarks` can undo it.
    fileprivate func hideMarks() throws {
        let hetzner = try hetzner
        try hetzner.execute("DROP TABLE IF EXISTS hidden_marks")
        try hetzner.execute(
            "CREATE TABLE hidden_marks AS SELECT * FROM firewalls WHERE name LIKE 'rachel-cloud-after-%'")
        try hetzner.execute("DELETE FROM firewalls WHERE name LIKE 'rachel-cloud-after-%'")
    }

    /// Brings the marks back, and ends the observing as if nothing had been.
    fileprivate func restoreMarks() throws {
        let mark = try #require(
            try rows("SELECT mark_object FROM projects") { row throws(SQLiteError) in
                try row.int("mark_object")
            }.first)
        try hetzner.execute(
            "INSERT OR IGNORE INTO firewalls SELECT * FROM hidden_marks WHERE id = \(mark)")
        try change("UPDATE installation SET observing_since_at = NULL, observing_reason = NULL")
    }

    /// Waits until the customer's job has ended, or no process gets on with it any more: it has been told that the
    /// witness is not there.
    fileprivate func waitForStandstill(of customer: inout Customer) async throws {
        let job = try #require(try jobs(of: customer).last)
        try await waitUntil("the job has ended, or stands still") {
            if try !customer.status().inProgress { return true }
            if try isObserving() { return processes(of: job).isEmpty }
            return try hasBeenTold(customer)
        }
    }
}
