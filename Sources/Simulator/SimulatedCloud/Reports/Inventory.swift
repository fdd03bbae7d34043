package import SQLite

/// Everything that exists in the project, whoever created it.
package struct Inventory: Sendable {
    /// A table of all resources of one kind.
    package struct Section: Sendable {
        package let name: String
        package let titles: [String]
        package let rows: [[String]]
    }

    package let sections: [Section]

    /// Changes nothing; events that are due happen when the simulator runs.
    package init(_ database: Database) throws(SQLiteError) {
        sections = [
            try Self.section(
                "servers", ["id", "name", "status", "type", "location", "address", "machine", "created"],
                """
                SELECT CAST(servers.id AS TEXT) AS c0, servers.name AS c1, status AS c2, server_type AS c3,
                    location AS c4, coalesce((SELECT ip FROM primary_ips WHERE server_id = servers.id
                        AND deleted_at IS NULL AND type = 'ipv4'), '-') AS c5,
                    coalesce(machines.state, 'off') AS c6,
                    strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch') AS c7
                FROM servers LEFT JOIN machines ON machines.server_id = servers.id
                WHERE deleted_at IS NULL ORDER BY servers.id
                """, in: database),
            try Self.section(
                "primary_ips", ["id", "name", "ip", "server", "auto_delete"],
                """
                SELECT CAST(id AS TEXT) AS c0, name AS c1, ip AS c2,
                    coalesce(CAST(server_id AS TEXT), 'unassigned') AS c3,
                    iif(auto_delete, 'yes', 'no') AS c4
                FROM primary_ips WHERE deleted_at IS NULL ORDER BY id
                """, in: database),
            try Self.section(
                "ssh_keys", ["id", "name", "fingerprint"],
                "SELECT CAST(id AS TEXT) AS c0, name AS c1, fingerprint AS c2 FROM ssh_keys ORDER BY id",
                in: database),
            try Self.section(
                "firewalls", ["id", "name", "rules", "servers"],
                """
                SELECT CAST(id AS TEXT) AS c0, name AS c1,
                    CAST((SELECT count(*) FROM firewall_rules WHERE firewall_id = id) AS TEXT) AS c2,
                    CAST((SELECT count(DISTINCT server_id) FROM firewall_servers WHERE firewall_id = id)
                        AS TEXT) AS c3
                FROM firewalls ORDER BY id
                """, in: database),
            try Self.section(
                "running_actions", ["id", "command", "since"],
                """
                SELECT CAST(id AS TEXT) AS c0, command AS c1,
                    strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch') AS c2
                FROM actions WHERE status = 'running' ORDER BY id
                """, in: database),
            try Self.section(
                "machines", ["server", "name", "address", "state"],
                """
                SELECT CAST(server_id AS TEXT) AS c0, name AS c1, address AS c2, state AS c3
                FROM machines ORDER BY server_id
                """, in: database),
        ]
    }

    private static func section(
        _ name: String, _ titles: [String], _ query: SQL, in database: Database
    ) throws(SQLiteError) -> Section {
        let rows = try database.rows(query) { row throws(SQLiteError) in
            var cells: [String] = []
            for column in titles.indices { cells.append(try row.text("c\(column)")) }
            return cells
        }
        return Section(name: name, titles: titles, rows: rows)
    }

    /// An object with a list for each section; all values are strings.
    package var json: JSON {
        .object(
            sections.map { section in
                let rows = section.rows.map { row in
                    JSON.object(zip(section.titles, row).map { .init(name: $0, value: .string($1)) })
                }
                return .init(name: section.name, value: .array(rows))
            })
    }

    package var text: String {
        sections.map { section in
            guard !section.rows.isEmpty else { return "\(section.name): none" }
            var table = TextTable(section.titles.map { $0.uppercased() })
            for row in section.rows { table.add(row) }
            return "\(section.name):\n\(table.text)"
        }.joined(separator: "\n\n")
    }
}
