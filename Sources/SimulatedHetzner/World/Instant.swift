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
