import Testing
import Time

struct CalendarTimeTests {
    @Test(arguments: [
        (1970, 1, 1, "1970-01-01T00:00:00Z"), (2000, 2, 29, "2000-02-29T00:00:00Z"),
        (2024, 12, 31, "2024-12-31T00:00:00Z"), (2026, 11, 20, "2026-11-20T00:00:00Z"),
    ])
    func `counts days as the calendar does`(year: Int, month: Int, day: Int, text: String) {
        #expect(Instant(year: year, month: month, day: day).rfc3339 == text)
    }

    @Test func `gives a date and time of day that lead back to the instant, on every day of eight centuries`()
    {
        let first = Instant(year: 1599, month: 12, day: 30)
        for day in 0..<292_194 {
            let instant = first + .seconds(day * 86_400 + day % 86_400)
            let time = CalendarTime(instant)
            let back = Instant(
                year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
                second: time.second)
            guard back == instant else {
                Issue.record("\(instant.milliseconds) became \(back.milliseconds)")
                return
            }
        }
    }
}
