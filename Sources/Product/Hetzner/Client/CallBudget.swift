package import HTTP
package import Time

/// The purpose of a call, which decides about its priority when few calls are left.
package enum CallPurpose: Sendable, CaseIterable {
    /// Deletes what costs money. Never held back.
    case deletion
    /// Creates what somebody waits for.
    case creation
    /// Reads what can be read later or not at all. Refused rather than delayed.
    case watching
}

/// Divides a project's calls among all processes that use its token.
package protocol CallBudget {
    /// Counts one call and returns nil, or returns the time to wait before asking again. A budget that can't be read
    /// must not stop anyone from calling.
    func admit(_ purpose: CallPurpose) -> Duration?
    /// Records the rate limit that a response stated.
    func record(_ limit: RateLimit)
}

/// The project's budget by a response's `RateLimit-*` headers; all its tokens and tools share it.
package struct RateLimit: Equatable, Sendable {
    /// The number of requests an hour. The budget refills evenly, one every `3600 / limit` seconds.
    package let limit: Int
    package let remaining: Int
    /// The time when the budget is full again; the next request is allowed much sooner.
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

extension HetznerClient {
    /// Runs the body; its calls have that purpose.
    package func calling<Value, Failure: Error>(
        for purpose: CallPurpose, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let usual = self.purpose
        self.purpose = purpose
        defer { self.purpose = usual }
        return try body()
    }

    /// Waits until the budget allows one more request. Throws `.overBudget` when that is later than the call's
    /// deadline, and at once for `.watching`.
    func awaitBudget(_ context: ErrorContext, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        while let pause = budget?.admit(purpose) {
            guard purpose != .watching, time.now() + pause < deadline else { throw context.overBudget() }
            time.sleep(pause)
        }
    }
}
