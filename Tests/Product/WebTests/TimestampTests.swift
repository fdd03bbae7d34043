import Store
import Testing
import Time

@testable import Web

struct TimestampTests {
    @Test func `writes a time in UTC, for programs and for people`() {
        let timestamp = Timestamp(Instant(milliseconds: 1_795_222_923_045))
        #expect(timestamp.rfc3339 == "2026-11-21T01:02:03.045Z")
        #expect(timestamp.displayText == "21 November 2026, 01:02 UTC")
        #expect(timestamp.clock == "01:02:03 UTC")
        #expect(Timestamp(Instant(milliseconds: 951_782_400_000)).rfc3339 == "2000-02-29T00:00:00.000Z")
    }
}
