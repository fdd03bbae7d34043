import Time

/// The number of attempts that are allowed within a window of time.
package struct AttemptLimit: Sendable {
    package let count: Int64
    package let window: Duration

    package init(count: Int64, per window: Duration) {
        self.count = count
        self.window = window
    }
}

extension Store {
    /// Counts one attempt for every subject (`sign-in:ada@example.org`, `sign-in:203.0.113.9`) and returns true
    /// when all of them are still within the limit. Refused attempts count too.
    package func countAttempt(_ subjects: [String], limit: AttemptLimit) throws -> Bool {
        try database.write {
            // Always in the same order, so that no two processes wait for each other.
            for subject in subjects.sorted() {
                try database.execute(
                    """
                    INSERT INTO attempts (subject, count, window_ends_at)
                    VALUES (\(subject), 1, \(now + limit.window))
                    ON CONFLICT (subject) DO UPDATE SET
                        count = CASE WHEN attempts.window_ends_at <= \(now) THEN 1 ELSE attempts.count + 1 END,
                        window_ends_at = CASE WHEN attempts.window_ends_at <= \(now) THEN excluded.window_ends_at
                            ELSE attempts.window_ends_at END
                    """)
            }
            return try !database.exists(
                "SELECT 1 FROM attempts WHERE subject IN \(list: subjects) AND count > \(limit.count)")
        }
    }

    /// Deletes the attempts of these subjects, as after a successful sign-in.
    package func clearAttempts(_ subjects: [String]) throws {
        try database.execute("DELETE FROM attempts WHERE subject IN \(list: subjects)")
    }
}
