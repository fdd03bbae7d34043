package import HTTP
package import Time

/// What a call is for: who goes first when few calls are left.
package enum CallPurpose: Sendable, CaseIterable {
    /// Deleting what costs money; never held back.
    case deletion
    /// Making what somebody waits for.
    case creation
    /// Looking, which can be done later or not at all; refused rather than delayed.
    case watching
}

/// Divides a project's calls among all processes that use its token.
package protocol CallBudget {
    /// Counts one call and returns nil, or returns how long to wait before asking again. A budget that can't be
    /// read must not keep anyone from calling.
    func admit(_ purpose: CallPurpose) -> Duration?
    /// Learns what an answer said of the calls that are left.
    func record(_ limit: RateLimit)
}

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

extension HetznerClient {
    /// Makes the body's calls for that purpose.
    package func calling<Value, Failure: Error>(
        for purpose: CallPurpose, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let usual = self.purpose
        self.purpose = purpose
        defer { self.purpose = usual }
        return try body()
    }

    /// Waits until the budget has room for one more request. Throws `.overBudget` when that is later than the
    /// call's deadline, or at once when the call can be done without.
    func awaitBudget(_ context: ErrorContext, by deadline: ContinuousClock.Instant) throws(HetznerError) {
        while let pause = budget?.admit(purpose) {
            guard purpose != .watching, time.now() + pause < deadline else { throw context.overBudget() }
            time.sleep(pause)
        }
    }
}
