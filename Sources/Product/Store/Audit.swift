package import Time

/// The one on whose behalf something was done; persisted, so the raw values never change.
package enum Actor: String, Sendable {
    case customer, `operator`, system
}

/// A line of the audit log: who did what, when.
package struct AuditEntry: Sendable {
    package let at: Instant
    package let actor: Actor
    /// The customer whose server or subscription it was; nil for what is nobody's.
    package let userID: User.ID?
    /// For example `deploy.started`; never changes once released.
    package let action: String
    /// Holds no secret.
    package let detail: String?

    init(_ row: Row) throws(StoreError) {
        at = try row.instant("at")
        actor = try row.value("actor")
        userID = try row.optionalID("user_id")
        action = try row.text("action")
        detail = try row.optionalText("detail")
    }
}

extension Store {
    /// At most `limit` entries, newest first; of one customer when given.
    package func audit(of user: User.ID?, limit: Int) throws -> [AuditEntry] {
        try database.rows(
            """
            SELECT * FROM audit_log WHERE \(user) IS NULL OR user_id = \(user) ORDER BY id DESC LIMIT \(limit)
            """, AuditEntry.init)
    }

    /// Records who did what, in the transaction of the change itself. `user` is nil for what is nobody's; `detail`
    /// holds no secret.
    func recordAudit(_ action: String, of user: User.ID?, by actor: Actor, detail: String? = nil) throws {
        try database.execute(
            """
            INSERT INTO audit_log (at, actor, user_id, action, detail)
            VALUES (\(wallTime), \(actor.rawValue), \(user), \(action), \(detail))
            """)
    }
}
