package import Time

/// A resource at Hetzner that carries our labels and has no line in the ledger. It stays until a person ends it.
package struct Untracked: Sendable {
    package let kind: Resource.Kind
    package let hetznerID: Int64
    package let name: String
    /// The customer in its labels.
    package let userID: User.ID?
    package let serverType: String?
    package let location: String?
    /// In a month, taxes included, as Hetzner writes it.
    package let price: String?
    package let createdAt: Instant?
    package let firstSeenAt: Instant

    init(_ row: Row) throws(StoreError) {
        kind = try row.value("kind")
        hetznerID = try row.int("hetzner_id")
        name = try row.text("name")
        userID = try row.optionalText("user_label").flatMap(User.ID.init)
        serverType = try row.optionalText("server_type")
        location = try row.optionalText("location")
        price = try row.optionalText("price")
        createdAt = try row.optionalInstant("created_at")
        firstSeenAt = try row.instant("first_seen_at")
    }
}

extension Store {
    /// Records that an untracked resource was seen. Returns false, and changes nothing, when it is tracked by now.
    package func recordUntracked(_ found: DiscoveredResource, in project: HetznerProject.ID) throws -> Bool {
        try database.write {
            guard try !isTracked(found, in: project) else { return false }
            let isNew = try !database.exists(
                """
                SELECT 1 FROM untracked WHERE project = \(project) AND kind = \(found.kind.rawValue)
                    AND hetzner_id = \(found.hetznerID)
                """)
            try database.execute(
                """
                INSERT INTO untracked (project, kind, hetzner_id, name, user_label, server_type, location, price, created_at,
                    first_seen_at, last_seen_at)
                VALUES (\(project), \(found.kind.rawValue), \(found.hetznerID), \(found.name), \(found.userID),
                    \(found.serverType), \(found.location), \(found.price), \(found.createdAt), \(now), \(now))
                ON CONFLICT (project, kind, hetzner_id) DO UPDATE SET last_seen_at = \(now), price = excluded.price
                """)
            guard isNew else { return true }
            try recordAudit(
                "resource.untracked", of: nil, by: .system,
                detail: "\(found.kind.rawValue) \(found.hetznerID) \(found.name)")
            return true
        }
    }

    /// Forgets what no sweep has seen for that long.
    package func forgetUntracked(in project: HetznerProject.ID, notSeenFor age: Duration) throws {
        try database.execute(
            "DELETE FROM untracked WHERE project = \(project) AND last_seen_at <= \(now - age)")
    }

    /// What is untracked in all projects, oldest first.
    package func untracked() throws -> [Untracked] {
        try database.rows("SELECT * FROM untracked ORDER BY first_seen_at, kind, hetzner_id", Untracked.init)
    }

    /// True when a server that waits for a person's decision, untracked or kept, holds the name of the customer's.
    func hasUntrackedServer(_ user: User.ID) -> SQL {
        """
        (EXISTS (SELECT 1 FROM untracked WHERE kind = 'server' AND user_label = \(user))
            OR EXISTS (
                SELECT 1 FROM resources
                WHERE kind = 'server' AND state = 'kept' AND hetzner_id IS NOT NULL AND user_id = \(user)))
        """
    }
}
