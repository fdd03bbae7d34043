package import SQLite

/// The simulator's tables.
package enum Schema {
    private static let version: Int64 = 2
    private static let idsPerProject: Int64 = 1_000_000_000

    /// Creates the tables in a new database and leaves an existing one unchanged. Safe to repeat. Throws `SchemaMismatch`
    /// for a database of another version of the simulator.
    ///
    /// `project` keeps the ids of projects apart, as Hetzner's are unique over all of them: each number from 0 has a
    /// range of its own. It counts for a new database alone.
    package static func prepare(_ database: Database, project: Int64 = 0) throws {
        try database.write {
            let found = try database.row("PRAGMA user_version") { row throws(SQLiteError) in
                try row.int("user_version")
            }
            if found == version { return }
            guard found == 0 else { throw SchemaMismatch() }
            for table in tables { try database.execute(table) }
            for kind in ResourceKind.allCases {
                let last = kind.firstID + project * idsPerProject - 1
                try database.execute("INSERT INTO ids VALUES (\(kind.rawValue), \(last))")
            }
            try database.execute("PRAGMA user_version = 2")
        }
    }

    /// Deletes all resources, faults and records of requests. Ids go on counting.
    package static func clear(_ database: Database) throws {
        try database.write {
            for statement in clearing { try database.execute(statement) }
        }
    }

    private static let tables: [SQL] = [
        "CREATE TABLE ids (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE servers (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, labels TEXT NOT NULL,
            created_at INTEGER NOT NULL, deleted_at INTEGER, status TEXT NOT NULL,
            server_type TEXT NOT NULL, location TEXT NOT NULL, image_id INTEGER NOT NULL,
            user_data TEXT NOT NULL, has_ssh_keys INTEGER NOT NULL, protect_delete INTEGER NOT NULL DEFAULT 0,
            protect_rebuild INTEGER NOT NULL DEFAULT 0, machine_faults TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        // Whether names differ by case alone is not documented: taking them for the same is the stricter reading.
        "CREATE UNIQUE INDEX server_names ON servers (name) WHERE deleted_at IS NULL",
        """
        CREATE TABLE primary_ips (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, type TEXT NOT NULL, ip TEXT NOT NULL,
            labels TEXT NOT NULL, created_at INTEGER NOT NULL, deleted_at INTEGER, location TEXT NOT NULL,
            auto_delete INTEGER NOT NULL, server_id INTEGER REFERENCES servers (id),
            protect_delete INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        "CREATE UNIQUE INDEX primary_ip_names ON primary_ips (name) WHERE deleted_at IS NULL",
        "CREATE INDEX primary_ips_by_server ON primary_ips (server_id)",
        """
        CREATE TABLE ssh_keys (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            fingerprint TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL, labels TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE firewalls (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, labels TEXT NOT NULL,
            created_at INTEGER NOT NULL, held_until INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE firewall_rules (
            firewall_id INTEGER NOT NULL REFERENCES firewalls (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, direction TEXT NOT NULL, protocol TEXT NOT NULL, port TEXT,
            description TEXT, networks TEXT NOT NULL,
            PRIMARY KEY (firewall_id, position)
        ) STRICT
        """,
        """
        CREATE TABLE firewall_selectors (
            firewall_id INTEGER NOT NULL REFERENCES firewalls (id) ON DELETE CASCADE, selector TEXT NOT NULL,
            PRIMARY KEY (firewall_id, selector)
        ) STRICT
        """,
        // The selector is empty where the firewall was applied to the server itself.
        """
        CREATE TABLE firewall_servers (
            firewall_id INTEGER NOT NULL REFERENCES firewalls (id),
            server_id INTEGER NOT NULL REFERENCES servers (id), selector TEXT NOT NULL, status TEXT NOT NULL,
            PRIMARY KEY (firewall_id, server_id, selector)
        ) STRICT
        """,
        "CREATE INDEX firewall_servers_by_server ON firewall_servers (server_id)",
        """
        CREATE TABLE actions (
            id INTEGER PRIMARY KEY, command TEXT NOT NULL, status TEXT NOT NULL,
            created_at INTEGER NOT NULL, begun_at INTEGER, finished_at INTEGER, duration_ms INTEGER,
            after_id INTEGER REFERENCES actions (id), locks INTEGER NOT NULL,
            failure_code TEXT, failure_message TEXT
        ) STRICT
        """,
        "CREATE INDEX actions_by_predecessor ON actions (after_id)",
        """
        CREATE TABLE action_resources (
            action_id INTEGER NOT NULL REFERENCES actions (id), kind TEXT NOT NULL, resource_id INTEGER NOT NULL,
            PRIMARY KEY (action_id, kind, resource_id)
        ) STRICT
        """,
        "CREATE INDEX action_resources_by_resource ON action_resources (kind, resource_id)",
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, kind TEXT NOT NULL, subject_id INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX events_by_due ON events (due_at, id)",
        """
        CREATE TABLE machines (
            server_id INTEGER PRIMARY KEY REFERENCES servers (id), name TEXT NOT NULL, address TEXT NOT NULL,
            state TEXT NOT NULL, since INTEGER NOT NULL, command TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        """
        CREATE TABLE buckets (name TEXT PRIMARY KEY, level INTEGER NOT NULL, filled_at INTEGER NOT NULL)
        STRICT
        """,
        """
        CREATE TABLE calls (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, request_id TEXT NOT NULL, method TEXT NOT NULL,
            target TEXT NOT NULL, status INTEGER NOT NULL, code TEXT, fault TEXT, caller TEXT NOT NULL,
            address TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE faults (
            id INTEGER PRIMARY KEY, text TEXT NOT NULL, is_from_start INTEGER NOT NULL,
            seen INTEGER NOT NULL DEFAULT 0, fired INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
    ]

    private static let clearing: [SQL] = [
        "DELETE FROM faults", "DELETE FROM calls", "DELETE FROM buckets", "DELETE FROM machines",
        "DELETE FROM events", "DELETE FROM action_resources", "DELETE FROM actions",
        "DELETE FROM firewall_servers", "DELETE FROM firewalls", "DELETE FROM ssh_keys",
        "DELETE FROM primary_ips", "DELETE FROM servers",
    ]
}

/// The database was created by another version of the simulator; `reset` replaces it.
package struct SchemaMismatch: Error, CustomStringConvertible {
    package var description: String {
        "the database was made by another version of the simulator; hetzner-sim reset empties it"
    }
}
