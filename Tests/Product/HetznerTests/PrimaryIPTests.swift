import Hetzner
import Testing

struct PrimaryIPTests {
    @Test func `lists addresses, also those without a server`() throws {
        let unassigned = Fixture.primaryIP
            .replacing(#""assignee_type":"server""#, with: #""assignee_type":"unassigned""#)
            .replacing(#""assignee_id":42"#, with: #""assignee_id":null"#)
            .replacing("9001", with: "9002")
        let addresses = try playing(
            Exchange(
                "GET /primary_ips?sort=id%3Aasc&page=1&per_page=50", 200,
                Fixture.list("primary_ips", Fixture.primaryIP, unassigned))
        ) { try $0.primaryIPs(by: $1) }
        #expect(addresses.map(\.id) == [9001, 9002])
        #expect(addresses.allSatisfy { $0.created != nil && $0.labels == [:] })
    }

    @Test func `does not delete an address in use, and accepts one that is gone`() throws {
        let error = try failure(
            Exchange("DELETE /primary_ips/9001", 422, Fixture.error("must_be_unassigned"))
        ) { try $0.deletePrimaryIP(9001, by: $1) }
        #expect(error.kind == .inUse)
        let response = try playing(Exchange("DELETE /primary_ips/9001", 404, Fixture.error("not_found"))) {
            try $0.deletePrimaryIP(9001, by: $1)
        }
        #expect(response == .gone)
    }
}
