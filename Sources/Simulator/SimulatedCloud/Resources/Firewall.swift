import SQLite
import Time

/// A row of `firewalls`.
struct Firewall {
    let id: Int64
    let name: String
    let labels: Labels
    let createdAt: Instant

    init(_ row: Row) throws(SQLiteError) {
        id = try row.int("id")
        name = try row.text("name")
        labels = Labels(stored: try row.text("labels"))
        createdAt = try row.instant("created_at")
    }

    /// The state of a firewall on one server.
    struct State {
        enum Status: String {
            case pending, applied
        }

        let firewallID: Int64
        let serverID: Int64
        /// The label selector by which it was applied; empty where it was applied to the server itself.
        let selector: String
        let status: Status

        init(_ row: Row) throws(SQLiteError) {
            let status = try row.text("status")
            guard let status = Status(rawValue: status) else {
                preconditionFailure("BUG: a firewall \(status)")
            }
            self.status = status
            firewallID = try row.int("firewall_id")
            serverID = try row.int("server_id")
            selector = try row.text("selector")
        }
    }
}

extension World {
    func firewall(_ id: Int64) throws(SQLiteError) -> Firewall? {
        try database.row("SELECT * FROM firewalls WHERE id = \(id)", Firewall.init)
    }

    func firewall(named name: String) throws(SQLiteError) -> Firewall? {
        try database.row("SELECT * FROM firewalls WHERE name = \(name)", Firewall.init)
    }

    func firewalls() throws(SQLiteError) -> [Firewall] {
        try database.rows("SELECT * FROM firewalls ORDER BY id", Firewall.init)
    }

    /// The states of a firewall on all of its servers.
    func firewallStates(of firewallID: Int64) throws(SQLiteError) -> [Firewall.State] {
        try database.rows(
            "SELECT * FROM firewall_servers WHERE firewall_id = \(firewallID) ORDER BY server_id, selector",
            Firewall.State.init)
    }

    /// The states of a server's firewalls, one for each firewall even if it was applied in several ways.
    func firewallStates(ofServer serverID: Int64) throws(SQLiteError) -> [Firewall.State] {
        try database.rows(
            """
            SELECT firewall_id, server_id, min(selector) AS selector, min(status) AS status
            FROM firewall_servers WHERE server_id = \(serverID) GROUP BY firewall_id ORDER BY firewall_id
            """, Firewall.State.init)
    }

    func selectors(of firewallID: Int64) throws(SQLiteError) -> [String] {
        try database.rows(
            "SELECT selector FROM firewall_selectors WHERE firewall_id = \(firewallID) ORDER BY selector"
        ) { row throws(SQLiteError) in try row.text("selector") }
    }

    /// True when a server or a selector uses the firewall, so that it can't be deleted.
    func isInUse(_ firewallID: Int64) throws(SQLiteError) -> Bool {
        try database.row(
            """
            SELECT 1 FROM firewalls WHERE id = \(firewallID) AND (
                EXISTS (SELECT 1 FROM firewall_servers WHERE firewall_id = id)
                OR EXISTS (SELECT 1 FROM firewall_selectors WHERE firewall_id = id)
                OR held_until > \(now)
            )
            """
        ) { _ in true } ?? false
    }

    func json(_ firewall: Firewall) throws -> JSON {
        let states = try firewallStates(of: firewall.id)
        func resources(_ selector: String) -> [JSON] {
            states.filter { $0.selector == selector }.map {
                ["type": "server", "server": ["id": .integer($0.serverID)]]
            }
        }
        let bySelector = try selectors(of: firewall.id).map { selector -> JSON in
            [
                "type": "label_selector", "label_selector": ["selector": .string(selector)],
                "applied_to_resources": .array(resources(selector)),
            ]
        }
        return [
            "id": .integer(firewall.id), "name": .string(firewall.name), "labels": firewall.labels.json,
            "created": .string(firewall.createdAt.rfc3339),
            "rules": .array(try rules(of: firewall.id).map(\.json)),
            "applied_to": .array(resources("") + bySelector),
        ]
    }
}
