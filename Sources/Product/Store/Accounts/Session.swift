package import Crypto
package import Time

/// A signed-in browser.
package struct Session: Sendable {
    package let user: User
    /// Goes into every form; 43 characters of base64url.
    package let csrfToken: String
    package let expiresAt: Instant
    let lastSeenAt: Instant

    init(_ row: Row) throws(StoreError) {
        user = try User(row)
        csrfToken = try row.text("csrf_token")
        expiresAt = try row.instant("expires_at")
        lastSeenAt = try row.instant("last_seen_at")
    }
}

extension Store {
    /// Starts a session for the holder of `token`, of which only the hash is stored. Also deletes the sessions that
    /// have ended.
    package func startSession(of user: User.ID, token: Token, lifetime: Duration) throws {
        let csrfToken = try Token.random(from: random)
        try database.write {
            try database.execute("DELETE FROM sessions WHERE expires_at <= \(now)")
            try database.execute(
                """
                INSERT INTO sessions (token_hash, user_id, csrf_token, created_at, expires_at, last_seen_at)
                VALUES (\(token.sha256), \(user), \(csrfToken.reveal()), \(now), \(now + lifetime), \(now))
                """)
        }
    }

    /// The live session of that token, or nil.
    package func session(_ token: Token) throws -> Session? {
        try database.row(
            """
            SELECT users.*, csrf_token, expires_at, last_seen_at
            FROM sessions JOIN users ON users.id = sessions.user_id
            WHERE token_hash = \(token.sha256) AND expires_at > \(now)
            """, Session.init)
    }

    /// Records that the session was used, once a minute at most. Never waits for another's write: throws
    /// `StoreError.databaseBusy` then.
    package func recordUse(of session: Session, token: Token) throws {
        guard now - session.lastSeenAt >= .seconds(60) else { return }
        try database.waiting(atMost: .zero) {
            _ = try database.execute(
                "UPDATE sessions SET last_seen_at = \(now) WHERE token_hash = \(token.sha256)")
        }
    }

    /// Ends the session of that token; safe to repeat.
    package func endSession(_ token: Token) throws {
        try database.execute("DELETE FROM sessions WHERE token_hash = \(token.sha256)")
    }
}
