import SQLite

/// Who did what, when.
package struct AuditEntry: Sendable {
    package let at: Instant
    package let actor: Actor
    /// Whose server or subscription it was; nil for what is nobody's.
    package let userID: User.ID?
    /// For example `deploy.started`; never changes once released.
    package let action: String
    /// Holds no secret.
    package let detail: String?

    init(_ row: Row) throws(SQLiteError) {
        at = try row.instant("at")
        actor = try row.value("actor")
        userID = try row.optionalID("user_id")
        action = try row.text("action")
        detail = try row.optionalText("detail")
    }
}
