package import HTTP
package import Time

/// What an answer's `RateLimit-*` headers say of the project's budget, which all its tokens and tools share.
package struct RateLimit: Equatable, Sendable {
    /// Requests an hour; the budget refills evenly, one every `3600 / limit` seconds.
    package let limit: Int
    package let remaining: Int
    /// When the budget will be full again: not when the next request is allowed, which is much sooner.
    package let fullAt: Instant

    package init(limit: Int, remaining: Int, fullAt: Instant) {
        self.limit = limit
        self.remaining = remaining
        self.fullAt = fullAt
    }

    /// Nil when a header is missing or not a number.
    package init?(_ headers: Headers) {
        guard
            let limit = headers["RateLimit-Limit"].flatMap({ Int($0) }),
            let remaining = headers["RateLimit-Remaining"].flatMap({ Int($0) }),
            let reset = headers["RateLimit-Reset"].flatMap({ UInt32($0) })
        else { return nil }
        self.init(
            limit: limit, remaining: remaining, fullAt: Instant(milliseconds: Int64(reset) * 1000))
    }
}
