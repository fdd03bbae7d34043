import Glibc
import Store

/// A moment as pages and JSON write it, in UTC.
struct Timestamp: Equatable {
    /// RFC 3339 with milliseconds, for example `2026-11-21T01:02:03.456Z`.
    let rfc3339: String
    /// For people, for example `21 November 2026, 01:02 UTC`.
    let displayText: String
    /// The time of day alone, for example `01:02:03 UTC`.
    let clock: String

    init(_ instant: Instant) {
        let (seconds, milliseconds) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let year = Int(parts.tm_year) + 1900
        let date = "\(year)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        let hourMinute = "\(padded(parts.tm_hour)):\(padded(parts.tm_min))"
        let fraction = String(1000 + milliseconds).dropFirst()
        rfc3339 = "\(date)T\(hourMinute):\(padded(parts.tm_sec)).\(fraction)Z"
        displayText = "\(parts.tm_mday) \(Self.months[Int(parts.tm_mon)]) \(year), \(hourMinute) UTC"
        clock = "\(hourMinute):\(padded(parts.tm_sec)) UTC"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}

private func padded(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : String(number)
}
