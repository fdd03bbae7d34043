import SQLite

extension Store {
    /// Takes one of the project's calls, unless fewer than `reserve` parts of a thousand would be left: then
    /// returns how long until there are, and takes nothing. Without a reserve there is always a call.
    package func takeCall(of project: String, reserve: Int64) throws -> Duration? {
        try database.write {
            var balance = try callBalance(of: project)
            balance.refill(at: now)
            if reserve > 0 {
                let wait = balance.wait(for: balance.limit * reserve / 1000 + 1)
                guard wait == .zero else { return wait }
            }
            balance.take()
            try keep(balance, of: project)
            return nil
        }
    }

    /// Learns what Hetzner said of the project's calls. Little differences are not worth a write: answers cross
    /// each other.
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
            try keep(balance, of: project)
        }
    }

    /// How many calls may be under way at once without their answers being news.
    private static let crossing: Int64 = 8

    private func callBalance(of project: String) throws -> CallBalance {
        try database.row("SELECT * FROM rate_budget WHERE project = \(project)") {
            row throws(SQLiteError) in
            CallBalance(
                limit: try row.int("hourly_limit"), remaining: try row.int("remaining"),
                countedAt: try row.instant("seen_at"))
        } ?? CallBalance(at: now)
    }

    private func keep(_ balance: CallBalance, of project: String) throws {
        try database.execute(
            """
            INSERT INTO rate_budget (project, hourly_limit, remaining, seen_at)
            VALUES (\(project), \(balance.limit), \(balance.remaining), \(balance.countedAt))
            ON CONFLICT (project) DO UPDATE SET hourly_limit = excluded.hourly_limit,
                remaining = excluded.remaining, seen_at = excluded.seen_at
            """)
    }
}
