import Foundation
import SQLite
import TestSupport
import Testing

extension Site {
    /// Checks that a failed deploy or a deletion left nothing that costs money, and a cleared record.
    func expectNothingLeft(
        of customer: Customer, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try liveServers(of: customer).isEmpty, sourceLocation: sourceLocation)
        #expect(try ledger(of: customer) == [], sourceLocation: sourceLocation)
        for job in try jobs(of: customer) {
            #expect(try !sshKeyNames().contains("rachel-cloud-" + job), sourceLocation: sourceLocation)
        }
        let record = try record(of: customer)
        #expect(
            record.filter { $0.key.hasPrefix("hetzner_") || $0.key.hasPrefix("vps_") } == [
                "vps_provisioned": "0"
            ],
            sourceLocation: sourceLocation)
        // The machine's end follows Hetzner's response.
        try await waitUntil("the machine is gone") { (try? machine(of: customer)) == nil }
    }

    /// Checks that no log holds a secret of the customer, and that the job's own secrets are cleared.
    func expectNoSecret(of customer: Customer) throws {
        for log in ["jobs", "serve", "maintain"] {
            let text = try String(contentsOfFile: state.log(log), encoding: .utf8)
            for (name, secret) in customer.secrets { #expect(!text.contains(secret), "\(name) in \(log)") }
        }
        let user = try id(of: customer)
        let remaining = try rows(
            """
            SELECT count(*) AS n FROM jobs JOIN subscriptions USING (user_id)
            WHERE user_id = \(user) AND (callback_token IS NOT NULL OR ssh_private_key IS NOT NULL)
            """
        ) { row throws(SQLiteError) in try row.int("n") }
        #expect(remaining == [0])
    }
}
