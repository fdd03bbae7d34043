import HTTP
import SQLite
import Time

/// The number of requests that a bucket has left, and the headers that say so.
struct RateLimit {
    let requestsPerHour: Int64
    let remaining: Int64
    let isExceeded: Bool
    let now: Instant

    /// `RateLimit-Reset` is when the bucket will be full again, not when the next request is allowed.
    var headers: [(String, String)] {
        let refillMilliseconds = (requestsPerHour - remaining) * 3_600_000 / requestsPerHour
        let reset = (now.milliseconds + refillMilliseconds + 999) / 1000
        return [
            ("RateLimit-Limit", String(requestsPerHour)), ("RateLimit-Remaining", String(remaining)),
            ("RateLimit-Reset", String(reset)),
        ]
    }

    /// The error, which quotes the beginning of the caller's token as the service's does.
    func error(token: String) -> APIError {
        APIError(
            status: .tooManyRequests, code: "rate_limit_exceeded",
            message:
                "Limit of '\(requestsPerHour)' requests per hour for token '\(token.prefix(32))...' reached.")
    }

    /// The same bucket with nothing in it.
    var exhausted: RateLimit {
        RateLimit(requestsPerHour: requestsPerHour, remaining: 0, isExceeded: true, now: now)
    }
}

extension World {
    /// The callers whose requests a bucket counts.
    enum Bucket: String {
        case project, anonymous
    }

    /// Takes one request out of a bucket that refills continuously.
    ///
    /// Its level is in 3,600,000ths of a request, so that a millisecond adds exactly the hour's number of requests.
    func countRequest(in bucket: Bucket) throws(SQLiteError) -> RateLimit {
        let request: Int64 = 3_600_000
        let full = settings.requestsPerHour * request
        let state = try database.row("SELECT * FROM buckets WHERE name = \(bucket.rawValue)") {
            row throws(SQLiteError) in (try row.int("level"), try row.instant("filled_at"))
        }
        var level = full
        if let (left, filledAt) = state {
            // After an hour it is full whatever it was.
            let elapsed = min(max(0, (now - filledAt).milliseconds), request)
            level = min(full, left + elapsed * settings.requestsPerHour)
        }
        let isExceeded = level < request
        if !isExceeded { level -= request }
        try database.execute(
            """
            INSERT INTO buckets VALUES (\(bucket.rawValue), \(level), \(now))
            ON CONFLICT (name) DO UPDATE SET level = \(level), filled_at = \(now)
            """)
        return RateLimit(
            requestsPerHour: settings.requestsPerHour, remaining: level / request, isExceeded: isExceeded,
            now: now)
    }
}
