extension Migration {
    /// Lets one `maintain` at a time work, by a lease, and keeps what its parts last did.
    static let maintenance = Migration(
        version: 9,
        statements: [
            """
            CREATE TABLE maintenance (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                fence INTEGER NOT NULL,
                owner TEXT,
                expires_at INTEGER,
                machine TEXT,
                boot TEXT
            ) STRICT
            """,
            "INSERT INTO maintenance (id, fence) VALUES (1, 0)",
            """
            CREATE TABLE maintenance_parts (
                name TEXT PRIMARY KEY,
                beat_at INTEGER NOT NULL,
                done_at INTEGER,
                failed_at INTEGER,
                failure TEXT
            ) STRICT
            """,
        ])
}
