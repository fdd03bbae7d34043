import FoundationEssentials
package import SQLite

/// A point in time: milliseconds since 1970 in UTC, as in columns ending in `_at`.
package struct Instant: Comparable, Hashable, Sendable, SQLConvertible {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Midnight UTC of a day in the proleptic Gregorian calendar.
    package init(year: Int, month: Int, day: Int) {
        // Days from civil (Hinnant, "chrono-Compatible Low-Level Date Algorithms"): years begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        milliseconds = Int64(era * 146_097 + dayOfEra - 719_468) * 86_400_000
    }

    /// The first instant of the next calendar month in UTC.
    var nextMonth: Instant {
        // Civil from days (Hinnant, as above).
        let day = Int(milliseconds / 86_400_000) + 719_468
        let era = day / 146_097
        let dayOfEra = day - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return month == 12
            ? Instant(year: year + 1, month: 1, day: 1) : Instant(year: year, month: month + 1, day: 1)
    }

    /// What the system's clock shows.
    package static func now() -> Instant {
        Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))
    }

    /// `2026-11-20T23:40:00Z`: whole seconds, which every client parses.
    package var rfc3339: String {
        Date(timeIntervalSince1970: TimeInterval(milliseconds / 1000)).formatted(.iso8601)
    }

    package var sqlValue: SQLValue { .integer(milliseconds) }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(milliseconds: instant.milliseconds + duration.milliseconds)
    }

    package static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

/// Where the time comes from; tests hand in one that they move by hand.
package typealias TimeSource = @Sendable () -> Instant

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension Row {
    func instant(_ column: String) throws(SQLiteError) -> Instant {
        Instant(milliseconds: try int(column))
    }

    func optionalInstant(_ column: String) throws(SQLiteError) -> Instant? {
        try optionalInt(column).map(Instant.init(milliseconds:))
    }
}
