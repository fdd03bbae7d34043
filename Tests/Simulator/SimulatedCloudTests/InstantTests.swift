import Testing

@testable import SimulatedCloud

struct InstantTests {
    @Test(arguments: [
        (1970, 1, 1, "1970-01-01T00:00:00Z"), (2000, 2, 29, "2000-02-29T00:00:00Z"),
        (2024, 12, 31, "2024-12-31T00:00:00Z"), (2026, 11, 20, "2026-11-20T00:00:00Z"),
    ])
    func `days are counted as the calendar does`(year: Int, month: Int, day: Int, text: String) {
        #expect(Instant(year: year, month: month, day: day).rfc3339 == text)
    }

    @Test func `the next month begins where the calendar says, from every day of four years`() {
        for year in 2023...2026 {
            for month in 1...12 {
                let first = Instant(year: year, month: month, day: 1)
                let next =
                    month == 12
                    ? Instant(year: year + 1, month: 1, day: 1)
                    : Instant(year: year, month: month + 1, day: 1)
                var day = first
                while day < next {
                    #expect(day.nextMonth == next)
                    #expect((day + .milliseconds(86_399_999)).nextMonth == next)
                    day = day + .seconds(86_400)
                }
            }
        }
    }

    @Test func `milliseconds are kept but not shown`() {
        let instant = Instant(milliseconds: 1_795_223_803_999)
        #expect(instant.rfc3339 == "2026-11-21T01:16:43Z")
        #expect(instant - Instant(milliseconds: 1_795_223_803_000) == .milliseconds(999))
    }
}
