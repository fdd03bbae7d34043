import SQLite

extension World {
    /// How many firewalls a server may have, those that come by selector included.
    static let maxFirewallsPerServer = 5

    /// Puts a firewall on a server, unless it is there by the same way, and returns the action that does it.
    func apply(
        firewall firewallID: Int64, toServer serverID: Int64, selector: String = "",
        after predecessor: Action? = nil
    ) throws -> Action? {
        let added = try database.execute(
            """
            INSERT INTO firewall_servers VALUES (\(firewallID), \(serverID), \(selector), 'pending')
            ON CONFLICT DO NOTHING
            """)
        guard added > 0 else { return nil }
        return try createAction(
            .applyFirewall, on: firewallResources(firewallID, serverID), after: predecessor)
    }

    /// Takes a firewall off a server and returns the action that does it.
    func remove(
        firewall firewallID: Int64, fromServer serverID: Int64, selector: String = ""
    ) throws -> Action {
        try database.execute(
            """
            DELETE FROM firewall_servers
            WHERE firewall_id = \(firewallID) AND server_id = \(serverID) AND selector = \(selector)
            """)
        return try createAction(.removeFirewall, on: firewallResources(firewallID, serverID))
    }

    /// New rules reach every server by an action of its own.
    func reapply(firewall firewallID: Int64) throws -> [Action] {
        let serverIDs = Set(try firewallStates(of: firewallID).map(\.serverID))
        return try serverIDs.sorted().map {
            try createAction(.applyFirewall, on: firewallResources(firewallID, $0))
        }
    }

    /// Brings the firewalls that select by label in line with a server's labels, as the service does by itself
    /// some seconds after a change.
    func matchSelectors(with server: Server) throws {
        for firewall in try firewalls() {
            for selector in try selectors(of: firewall.id) {
                let isOn = try firewallStates(of: firewall.id).contains {
                    $0.serverID == server.id && $0.selector == selector
                }
                let isMeant = try LabelSelector(selector).matches(server.labels)
                if isMeant, !isOn {
                    _ = try apply(firewall: firewall.id, toServer: server.id, selector: selector)
                } else if isOn, !isMeant {
                    _ = try remove(firewall: firewall.id, fromServer: server.id, selector: selector)
                }
            }
        }
    }

    func markFirewallApplied(_ firewallID: Int64, onServer serverID: Int64, after command: Action.Command)
        throws
    {
        guard command == .applyFirewall else { return }
        try database.execute(
            """
            UPDATE firewall_servers SET status = 'applied'
            WHERE firewall_id = \(firewallID) AND server_id = \(serverID)
            """)
    }

    /// A deleted server's firewalls are free, after a while where a fault says so.
    func releaseFirewalls(ofServer serverID: Int64) throws {
        let states = try firewallStates(ofServer: serverID)
        if !states.isEmpty, let hold = try firewallHold() {
            for state in states {
                try database.execute(
                    "UPDATE firewalls SET held_until = \(now + hold) WHERE id = \(state.firewallID)")
            }
        }
        try database.execute("DELETE FROM firewall_servers WHERE server_id = \(serverID)")
    }

    private func firewallResources(_ firewallID: Int64, _ serverID: Int64) -> [Action.Resource] {
        [.init(kind: .server, id: serverID), .init(kind: .firewall, id: firewallID)]
    }
}
