import SQLite

/// One rule of a firewall.
struct FirewallRule: Equatable {
    enum Direction: String {
        case `in`, out
    }

    enum Transport: String {
        case tcp, udp, icmp, esp, gre

        var hasPorts: Bool { self == .tcp || self == .udp }
    }

    let direction: Direction
    let transport: Transport
    /// `22` or `1024-5000`; nil where the protocol has none.
    let port: String?
    let description: String?
    /// The networks from which traffic may come or to which it may go, in canonical form.
    let networks: [String]

    /// Every rule shows all six keys.
    var json: JSON {
        let networks = JSON.array(networks.map(JSON.string))
        return [
            "description": JSON(description), "direction": .string(direction.rawValue),
            "source_ips": direction == .in ? networks : [],
            "destination_ips": direction == .out ? networks : [],
            "protocol": .string(transport.rawValue), "port": JSON(port),
        ]
    }

    init(
        direction: Direction, transport: Transport, port: String?, description: String?, networks: [String]
    ) {
        self.direction = direction
        self.transport = transport
        self.port = port
        self.description = description
        self.networks = networks
    }

    init(_ row: Row) throws(SQLiteError) {
        let direction = try row.text("direction")
        let transport = try row.text("protocol")
        guard let direction = Direction(rawValue: direction), let transport = Transport(rawValue: transport)
        else { preconditionFailure("BUG: a rule \(direction) \(transport)") }
        self.direction = direction
        self.transport = transport
        port = try row.optionalText("port")
        description = try row.optionalText("description")
        networks = try row.text("networks").split(separator: " ").map(String.init)
    }
}

extension World {
    func rules(of firewallID: Int64) throws(SQLiteError) -> [FirewallRule] {
        try database.rows(
            "SELECT * FROM firewall_rules WHERE firewall_id = \(firewallID) ORDER BY position",
            FirewallRule.init)
    }

    func setRules(_ rules: [FirewallRule], of firewallID: Int64) throws(SQLiteError) {
        try database.execute("DELETE FROM firewall_rules WHERE firewall_id = \(firewallID)")
        for (position, rule) in rules.enumerated() {
            try database.execute(
                """
                INSERT INTO firewall_rules VALUES (\(firewallID), \(position), \(rule.direction.rawValue),
                    \(rule.transport.rawValue), \(rule.port), \(rule.description),
                    \(rule.networks.joined(separator: " ")))
                """)
        }
    }
}
