import FoundationEssentials
import Hetzner
import Testing
import Time

struct WireDateTests {
    @Test(arguments: [
        ("2026-01-18T15:29:59Z", 1_768_750_199.0), ("2026-01-18T15:29:59+00:00", 1_768_750_199.0),
        ("2026-01-18T17:29:59+02:00", 1_768_750_199.0), ("2026-01-18T15:29:59.5Z", 1_768_750_199.5),
        ("2026-01-18T15:29:59.250+00:00", 1_768_750_199.25),
    ])
    func `reads dates in every form that the API has used`(text: String, seconds: Double) throws {
        let key = try playing(
            Exchange(
                "GET /ssh_keys?name=k", 200,
                Fixture.list("ssh_keys", Fixture.sshKey.replacing("2026-11-20T23:40:00Z", with: text)))
        ) { try $0.sshKey(named: "k", by: $1) }
        #expect(key?.created == Instant(milliseconds: Int64(seconds * 1000)))
    }

    @Test(arguments: ["", "2026-01-18", "18.1.2026", "2026-13-18T15:29:59Z", "2026-01-18T15:29:59"])
    func `a malformed date is no date`(text: String) throws {
        let key = try playing(
            Exchange(
                "GET /ssh_keys?name=k", 200,
                Fixture.list("ssh_keys", Fixture.sshKey.replacing("2026-11-20T23:40:00Z", with: text)))
        ) { try $0.sshKey(named: "k", by: $1) }
        #expect(key?.id == 7)
        #expect(key?.created == nil)
    }
}
