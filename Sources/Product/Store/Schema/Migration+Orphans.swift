extension Migration {
    /// Lets the ledger have untracked resources, which were found at Hetzner and belong to no customer or job. SQLite
    /// can't drop a column's NOT NULL, so the table is created anew.
    static let orphans = Migration(
        version: 4,
        statements: [
            """
            CREATE TABLE resources_with_orphans (
                id INTEGER PRIMARY KEY,
                project TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('server', 'ssh_key', 'primary_ip')),
                name TEXT NOT NULL,
                user_id TEXT REFERENCES users (id),
                job_id TEXT REFERENCES jobs (id),
                state TEXT NOT NULL CHECK (state IN ('intended', 'created', 'deleting', 'gone')),
                hetzner_id INTEGER,
                delete_attempts INTEGER NOT NULL DEFAULT 0,
                last_error TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                deleting_since_at INTEGER,
                CHECK (state <> 'created' OR hetzner_id IS NOT NULL),
                CHECK ((user_id IS NULL) = (job_id IS NULL)),
                CHECK (job_id IS NOT NULL OR hetzner_id IS NOT NULL)
            ) STRICT
            """,
            """
            INSERT INTO resources_with_orphans
            SELECT id, project, kind, name, user_id, job_id, state, hetzner_id, delete_attempts, last_error,
                created_at, updated_at, deleting_since_at FROM resources
            """,
            "DROP TABLE resources",
            "ALTER TABLE resources_with_orphans RENAME TO resources",
            "CREATE INDEX resources_owed ON resources (state) WHERE state <> 'gone'",
            "CREATE INDEX resources_by_user ON resources (user_id)",
            "CREATE INDEX resources_by_hetzner_id ON resources (hetzner_id)",
        ])
}
