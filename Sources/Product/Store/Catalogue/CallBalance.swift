import Time

/// The remaining API calls of a project: a bucket that refills evenly, as Hetzner's own does.
struct CallBalance {
    /// The most calls an hour that we plan with, whatever an account is allowed.
    static let hourlyLimit: Int64 = 3600
    private static let hour: Int64 = 3_600_000

    /// Calls an hour.
    private(set) var limit: Int64
    private(set) var remaining: Int64
    /// The time up to which the refill is counted in `remaining`.
    private(set) var countedAt: Instant

    init(limit: Int64, remaining: Int64, countedAt: Instant) {
        self.limit = limit
        self.remaining = remaining
        self.countedAt = countedAt
    }

    /// A full bucket.
    init(at now: Instant) {
        self.init(limit: Self.hourlyLimit, remaining: Self.hourlyLimit, countedAt: now)
    }

    /// Counts the refill until now, in whole calls; the fraction counts later.
    mutating func refill(at now: Instant) {
        // A clock that was set back counts from where it is.
        guard countedAt <= now else {
            countedAt = now
            return
        }
        // After an hour it is full whatever it was.
        let elapsed = min((now - countedAt).milliseconds, Self.hour)
        let calls = elapsed * limit / Self.hour
        remaining = min(limit, remaining + calls)
        countedAt = remaining == limit ? now : countedAt + .milliseconds(calls * Self.hour / limit)
    }

    /// The time until that many calls are left; zero when they are.
    func wait(for calls: Int64) -> Duration {
        .milliseconds(max(0, min(calls, limit) - remaining) * Self.hour / limit)
    }

    /// Takes one call. Calls that always pass are made with an empty bucket too.
    mutating func take() {
        remaining = max(0, remaining - 1)
    }

    /// Takes over Hetzner's count, since others may use the token too. For an account that is allowed more than we plan
    /// with, our own count stays as long as it is less.
    mutating func learn(limit seen: Int64, remaining left: Int64) {
        let isPlanned = seen <= Self.hourlyLimit
        limit = min(max(1, seen), Self.hourlyLimit)
        remaining = max(0, min(isPlanned ? limit : remaining, left, limit))
    }
}

extension Store {
    /// Takes one of the project's calls. When fewer than `reserve` thousandths of the limit would be left, takes none
    /// and returns the time until one may be taken. Without a reserve a call is always taken.
    package func takeCall(of project: String, reserve: Int64) throws -> Duration? {
        try database.write {
            var balance = try callBalance(of: project)
            balance.refill(at: now)
            if reserve > 0 {
                let wait = balance.wait(for: balance.limit * reserve / 1000 + 1)
                guard wait == .zero else { return wait }
            }
            balance.take()
            try save(balance, of: project)
            return nil
        }
    }

    /// Takes over the count in a response of Hetzner. Small differences are not written, since responses cross each
    /// other.
    package func learnCalls(of project: String, limit: Int64, remaining: Int64) throws {
        var known = try callBalance(of: project)
        known.refill(at: now)
        var learned = known
        learned.learn(limit: limit, remaining: remaining)
        guard learned.limit != known.limit || abs(learned.remaining - known.remaining) > Self.crossing else {
            return
        }
        try database.write {
            var balance = try callBalance(of: project)
            balance.refill(at: now)
            balance.learn(limit: limit, remaining: remaining)
            try save(balance, of: project)
        }
    }

    /// The largest difference that comes from calls under way.
    private static let crossing: Int64 = 8

    private func callBalance(of project: String) throws -> CallBalance {
        try database.row("SELECT * FROM rate_budget WHERE project = \(project)") {
            row in
            CallBalance(
                limit: try row.int("hourly_limit"), remaining: try row.int("remaining"),
                countedAt: try row.instant("seen_at"))
        } ?? CallBalance(at: now)
    }

    private func save(_ balance: CallBalance, of project: String) throws {
        try database.execute(
            """
            INSERT INTO rate_budget (project, hourly_limit, remaining, seen_at)
            VALUES (\(project), \(balance.limit), \(balance.remaining), \(balance.countedAt))
            ON CONFLICT (project) DO UPDATE SET hourly_limit = excluded.hourly_limit,
                remaining = excluded.remaining, seen_at = excluded.seen_at
            """)
    }
}
