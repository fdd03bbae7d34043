import Store
import Testing
import Time

@testable import Web

struct TimestampTests {
    @Test func `a moment is written in UTC, for programs and for people`() {
        let moment = Timestamp(Instant(milliseconds: 1_795_222_923_045))
        #expect(moment.rfc3339 == "2026-11-21T01:02:03.045Z")
        #expect(moment.displayText == "21 November 2026, 01:02 UTC")
        #expect(moment.clock == "01:02:03 UTC")
        #expect(Timestamp(Instant(milliseconds: 951_782_400_000)).rfc3339 == "2000-02-29T00:00:00.000Z")
    }
}
