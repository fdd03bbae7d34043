import SQLite

/// A signed-in browser.
package struct Session: Sendable {
    package let user: User
    /// Goes into every form; 43 characters of base64url.
    package let csrfToken: String
    package let expiresAt: Instant
    let lastSeenAt: Instant

    init(_ row: Row) throws(SQLiteError) {
        user = try User(row)
        csrfToken = try row.text("csrf_token")
        expiresAt = try row.instant("expires_at")
        lastSeenAt = try row.instant("last_seen_at")
    }
}
