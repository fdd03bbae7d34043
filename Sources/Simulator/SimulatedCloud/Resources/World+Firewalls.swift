import SQLite
import Time

extension World {
    /// The largest number of firewalls on a server, including those applied by selector.
    static let maxFirewallsPerServer = 5

    /// Applies a firewall to a server and returns the action that does it; nil when it is applied in the same way already.
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

    /// Removes a firewall from a server and returns the action that does it.
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

    /// Applies new rules to every server of a firewall, with an action for each.
    func reapply(firewall firewallID: Int64) throws -> [Action] {
        let serverIDs = Set(try firewallStates(of: firewallID).map(\.serverID))
        return try serverIDs.sorted().map {
            try createAction(.applyFirewall, on: firewallResources(firewallID, $0))
        }
    }

    /// Applies and removes the firewalls that select by label, after a change of a server's labels. The service does so
    /// some seconds later.
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

    /// Frees the firewalls of a deleted server; they count as used for longer when a fault fires.
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
