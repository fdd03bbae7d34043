extension Instant {
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

    private static let httpMonths: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
