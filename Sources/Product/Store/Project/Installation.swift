package import Time

/// This database among all that use a project's token.
package struct Installation: Sendable {
    package typealias ID = RowID<Installation>

    /// Made with the database; a copy has it too.
    package let id: ID
    /// Set while this database may be an old copy, or a copy of it is alive: then nothing is ordered, powered off or
    /// deleted.
    package let observing: Observing?

    package struct Observing: Equatable, Sendable {
        package let since: Instant
        /// For the operator.
        package let reason: String
    }

    init(_ row: Row) throws(StoreError) {
        id = try row.id("id")
        let since = try row.optionalInstant("observing_since_at")
        let reason = try row.optionalText("observing_reason")
        observing = since.map { Observing(since: $0, reason: reason ?? "") }
    }
}

extension Store {
    package func installation() throws -> Installation {
        guard let row = try database.row("SELECT * FROM installation", Installation.init) else {
            throw StoreError.malformedRow("the table installation has no row: run `rachel-cloud migrate`")
        }
        return row
    }

    /// Gives a new database its id.
    func makeInstallation() throws {
        guard try !database.exists("SELECT 1 FROM installation") else { return }
        let id = try Installation.ID.random(from: random)
        try database.execute("INSERT INTO installation (only, id) VALUES (1, \(id)) ON CONFLICT DO NOTHING")
    }

    /// Begins to observe. An earlier reason stays. Safe to repeat.
    package func observe(because reason: String) throws {
        try database.write {
            let begins =
                try database.execute(
                    """
                    UPDATE installation SET observing_since_at = \(now), observing_reason = \(reason)
                    WHERE observing_since_at IS NULL
                    """) == 1
            guard begins else { return }
            try recordAudit("installation.observing", of: nil, by: .system, detail: reason)
        }
    }
}
