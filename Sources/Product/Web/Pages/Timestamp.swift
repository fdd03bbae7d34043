import Time

/// A moment as pages and JSON write it, in UTC.
struct Timestamp: Equatable {
    /// RFC 3339 with milliseconds, for example `2026-11-21T01:02:03.456Z`.
    let rfc3339: String
    /// For people, for example `21 November 2026, 01:02 UTC`.
    let displayText: String
    /// The time of day alone, for example `01:02:03 UTC`.
    let clock: String

    init(_ instant: Instant) {
        let time = CalendarTime(instant)
        let hourMinute = "\(padded(time.hour)):\(padded(time.minute))"
        rfc3339 = instant.rfc3339WithMilliseconds
        displayText = "\(time.day) \(Self.months[time.month - 1]) \(time.year), \(hourMinute) UTC"
        clock = "\(hourMinute):\(padded(time.second)) UTC"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}

private func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
}
