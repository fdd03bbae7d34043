import Time

/// How often something may be tried within a window of time.
package struct AttemptLimit: Sendable {
    package let count: Int64
    package let window: Duration

    package init(count: Int64, per window: Duration) {
        self.count = count
        self.window = window
    }
}

extension Store {
    /// Counts one attempt for every subject (`sign-in:ada@example.org`, `sign-in:203.0.113.9`) and says
    /// whether all of them are still within the limit. Refused attempts count too.
    package func countAttempt(_ subjects: [String], limit: AttemptLimit) throws -> Bool {
        try database.write {
            try database.execute("DELETE FROM attempts WHERE window_ends_at <= \(now)")
            for subject in subjects {
                try database.execute(
                    """
                    INSERT INTO attempts (subject, count, window_ends_at)
                    VALUES (\(subject), 1, \(now + limit.window))
                    ON CONFLICT (subject) DO UPDATE SET count = count + 1
                    """)
            }
            let over = try database.row(
                "SELECT 1 AS n FROM attempts WHERE subject IN \(list: subjects) AND count > \(limit.count)"
            ) { row in try row.int("n") }
            return over == nil
        }
    }

    /// Forgets the attempts of these subjects, as after a successful sign-in.
    package func clearAttempts(_ subjects: [String]) throws {
        try database.execute("DELETE FROM attempts WHERE subject IN \(list: subjects)")
    }
}
