import SQLite

extension Store {
    /// The newest entries, newest first; of one customer when given.
    package func audit(of user: User.ID?, limit: Int) throws -> [AuditEntry] {
        try database.rows(
            """
            SELECT * FROM audit_log WHERE \(user) IS NULL OR user_id = \(user) ORDER BY id DESC LIMIT \(limit)
            """, AuditEntry.init)
    }

    /// Notes who did what, in the transaction of the change itself. `user` is nil for
    /// what is nobody's; `detail` holds no secret.
    func recordAudit(_ action: String, of user: User.ID?, by actor: Actor, detail: String? = nil) throws {
        try database.execute(
            """
            INSERT INTO audit_log (at, actor, user_id, action, detail)
            VALUES (\(now), \(actor.rawValue), \(user), \(action), \(detail))
            """)
    }
}
