extension Migration {
    /// Tells whose a project is: installation and projects get ids, the ledger names projects by theirs, and what is at
    /// Hetzner without a line has a list. The ledger's table is created anew for the state `kept` and for the indexes that
    /// allow one open line for each thing. `makeInstallation` adds the installation's id after all migrations.
    static let ownership = Migration(version: 8, statements: owners + ledger + untracked)

    /// A random UUID of version 4.
    static let randomID: SQL = """
        lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
            || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
        """

    private static let owners: [SQL] = [
        """
        CREATE TABLE installation (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id TEXT NOT NULL,
            observing_since_at INTEGER,
            observing_reason TEXT,
            CHECK ((observing_since_at IS NULL) = (observing_reason IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE projects (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            claimed_at INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0,
            mark TEXT,
            mark_object INTEGER,
            former_object INTEGER,
            intended_mark TEXT,
            moves_begun INTEGER NOT NULL DEFAULT 0,
            moves_done INTEGER NOT NULL DEFAULT 0,
            CHECK ((mark IS NULL) = (mark_object IS NULL)),
            CHECK ((claimed_at IS NULL) = (mark IS NULL))
        ) STRICT
        """,
        """
        INSERT INTO projects (id, name)
        SELECT \(randomID), project FROM (SELECT DISTINCT project FROM resources)
        """,
    ]

    private static let ledger: [SQL] = [
        """
        CREATE TABLE resources_of_projects (
            id INTEGER PRIMARY KEY,
            project TEXT NOT NULL REFERENCES projects (id),
            kind TEXT NOT NULL CHECK (kind IN ('server', 'ssh_key', 'primary_ip')),
            name TEXT NOT NULL,
            user_id TEXT REFERENCES users (id),
            job_id TEXT REFERENCES jobs (id),
            state TEXT NOT NULL CHECK (state IN ('intended', 'created', 'deleting', 'kept', 'gone')),
            hetzner_id INTEGER,
            delete_attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            deleting_since_at INTEGER,
            CHECK (state <> 'created' OR hetzner_id IS NOT NULL),
            CHECK (job_id IS NOT NULL OR hetzner_id IS NOT NULL)
        ) STRICT
        """,
        """
        INSERT INTO resources_of_projects
        SELECT id, (SELECT id FROM projects WHERE name = resources.project), kind, name, user_id, job_id, state,
            hetzner_id, delete_attempts, last_error, created_at, updated_at, deleting_since_at FROM resources
        """,
        "DROP TABLE resources",
        "ALTER TABLE resources_of_projects RENAME TO resources",
        // Of two open lines for one thing, which transactions prevented, the first stays.
        """
        UPDATE resources SET state = 'gone', last_error = 'another line stands for it' WHERE state <> 'gone' AND EXISTS (
            SELECT 1 FROM resources AS first WHERE first.id < resources.id AND first.state <> 'gone'
                AND first.project = resources.project AND first.kind = resources.kind
                AND first.hetzner_id = resources.hetzner_id)
        """,
        "CREATE INDEX resources_owed ON resources (state) WHERE state <> 'gone'",
        "CREATE INDEX resources_by_user ON resources (user_id)",
        "CREATE INDEX resources_by_hetzner_id ON resources (hetzner_id)",
        "CREATE INDEX resources_by_job ON resources (job_id)",
        """
        CREATE UNIQUE INDEX resources_one_of_each ON resources (project, kind, hetzner_id)
        WHERE state <> 'gone' AND hetzner_id IS NOT NULL
        """,
        """
        CREATE UNIQUE INDEX resources_one_intent ON resources (job_id, kind, name)
        WHERE state IN ('intended', 'created') AND job_id IS NOT NULL
        """,
    ]

    private static let untracked: [SQL] = [
        """
        CREATE TABLE untracked (
            project TEXT NOT NULL REFERENCES projects (id),
            kind TEXT NOT NULL,
            hetzner_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            user_label TEXT,
            server_type TEXT,
            location TEXT,
            created_at INTEGER,
            first_seen_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            PRIMARY KEY (project, kind, hetzner_id)
        ) STRICT
        """,
        """
        CREATE TABLE accepted_rounds (
            list TEXT PRIMARY KEY,
            accepted_at INTEGER NOT NULL
        ) STRICT
        """,
    ]
}
