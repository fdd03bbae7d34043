import TestSupport
import Testing

extension Site {
    /// Checks that a failed deploy or a deletion left nothing that costs money, and a clear record.
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
        // The machine's end follows Hetzner's answer.
        try await waitUntil("the machine is gone") { (try? machine(of: customer)) == nil }
    }
}
