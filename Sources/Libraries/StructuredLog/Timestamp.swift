import Glibc

/// A moment as logs show it: UTC with milliseconds (RFC 3339 section 5.6).
struct Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    let epochMilliseconds: Int64

    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(epochMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Appends for example `2026-11-21T00:47:43.123Z`; years 1970 to 9999.
    func append(to bytes: inout [UInt8]) {
        let (days, millisecondOfDay) = epochMilliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let date = Self.civilDate(epochDays: days)
        Self.append(date.year, digits: 4, then: "-", to: &bytes)
        Self.append(date.month, digits: 2, then: "-", to: &bytes)
        Self.append(date.day, digits: 2, then: "T", to: &bytes)
        Self.append(millisecondOfDay / 3_600_000, digits: 2, then: ":", to: &bytes)
        Self.append(millisecondOfDay / 60_000 % 60, digits: 2, then: ":", to: &bytes)
        Self.append(millisecondOfDay / 1000 % 60, digits: 2, then: ".", to: &bytes)
        Self.append(millisecondOfDay % 1000, digits: 3, then: "Z", to: &bytes)
    }

    /// The proleptic Gregorian date, counted in years that begin in March so that the leap day is the last
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    private static func civilDate(epochDays: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let days = epochDays + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func append(
        _ number: Int64, digits: Int, then mark: Unicode.Scalar, to bytes: inout [UInt8]
    ) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: mark))
    }
}
