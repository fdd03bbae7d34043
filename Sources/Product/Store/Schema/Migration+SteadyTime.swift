extension Migration {
    /// Adds the store's own time, which begins with each boot of each machine, and the boot that a lease was taken on.
    static let steadyTime = Migration(
        version: 5,
        statements: [
            """
            CREATE TABLE clocks (
                machine TEXT NOT NULL,
                boot TEXT NOT NULL,
                starts_at INTEGER NOT NULL,
                PRIMARY KEY (machine, boot)
            ) STRICT
            """,
            // Whoever took a lease on an earlier boot of this machine is dead.
            "ALTER TABLE jobs ADD COLUMN lease_machine TEXT",
            "ALTER TABLE jobs ADD COLUMN lease_boot TEXT",
        ])
}
