import HTTP
import SQLite

/// What a bucket of calls has left, and the headers that say so.
struct RateLimit {
    let callsPerHour: Int64
    let remaining: Int64
    let isExceeded: Bool
    let now: Instant

    /// `RateLimit-Reset` is when the bucket will be full again, not when the next call is allowed.
    var headers: [(String, String)] {
        let refillMilliseconds = (callsPerHour - remaining) * 3_600_000 / callsPerHour
        let reset = (now.milliseconds + refillMilliseconds + 999) / 1000
        return [
            ("RateLimit-Limit", String(callsPerHour)), ("RateLimit-Remaining", String(remaining)),
            ("RateLimit-Reset", String(reset)),
        ]
    }

    /// The message quotes the beginning of the caller's token, as the service's does.
    func error(token: String) -> APIError {
        APIError(
            status: .tooManyRequests, code: "rate_limit_exceeded",
            message:
                "Limit of '\(callsPerHour)' requests per hour for token '\(token.prefix(32))...' reached.")
    }

    /// The same bucket with nothing in it.
    var exhausted: RateLimit {
        RateLimit(callsPerHour: callsPerHour, remaining: 0, isExceeded: true, now: now)
    }
}

extension World {
    /// Whose calls a bucket counts.
    enum Bucket: String {
        case project, anonymous
    }

    /// Takes one call out of a bucket that refills continuously.
    ///
    /// Its level is in 3,600,000ths of a call, so that a millisecond adds exactly the hour's number of calls.
    func takeCall(from bucket: Bucket) throws(SQLiteError) -> RateLimit {
        let call: Int64 = 3_600_000
        let full = settings.callsPerHour * call
        let state = try database.row("SELECT * FROM buckets WHERE name = \(bucket.rawValue)") {
            row throws(SQLiteError) in (try row.int("level"), try row.instant("filled_at"))
        }
        var level = full
        if let (left, filledAt) = state {
            // After an hour it is full whatever it was.
            let elapsed = min(max(0, (now - filledAt).milliseconds), call)
            level = min(full, left + elapsed * settings.callsPerHour)
        }
        let isExceeded = level < call
        if !isExceeded { level -= call }
        try database.execute(
            """
            INSERT INTO buckets VALUES (\(bucket.rawValue), \(level), \(now))
            ON CONFLICT (name) DO UPDATE SET level = \(level), filled_at = \(now)
            """)
        return RateLimit(
            callsPerHour: settings.callsPerHour, remaining: level / call, isExceeded: isExceeded, now: now)
    }
}
