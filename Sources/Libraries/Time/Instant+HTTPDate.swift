extension Instant {
    /// The date of an HTTP message, to the second, rounded down: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section
    /// 5.6.7).
    package var httpDate: String {
        let time = CalendarTime(self)
        let midnight = Instant(year: time.year, month: time.month, day: time.day)
        // 1 January 1970 was a Thursday.
        let weekday = Int((midnight.milliseconds / 86_400_000 % 7 + 11) % 7)
        let date =
            "\(Self.httpWeekdays[weekday]), \(Self.padded(time.day)) \(Self.httpMonths[time.month - 1])"
        let clock = [time.hour, time.minute, time.second].map(Self.padded).joined(separator: ":")
        return "\(date) \(time.year) \(clock) GMT"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }

    /// Reads the date of an HTTP message in the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section
    /// 5.6.7). Nil for anything else.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
            let month = Self.httpMonths.firstIndex(of: parts[2]),
            let year = Int(parts[3]), (1970...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { UInt8($0).map(Int.init) }
        guard time.count == 3 else { return nil }
        self.init(
            year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
    }

    private static let httpWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private static let httpMonths: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
