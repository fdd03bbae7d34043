import SQLite

/// The effects of actions on the world when they begin and when they end.
extension World {
    func applyBeginning(of action: Action) throws {
        guard let serverID = action.serverID else { return }
        switch action.command {
        case .startServer where try !isPoweredOn(server: serverID): try setStatus(.starting, of: serverID)
        case .stopServer where try isPoweredOn(server: serverID): try setStatus(.stopping, of: serverID)
        case .rebuildServer: try setStatus(.rebuilding, of: serverID)
        case .deleteServer: try setStatus(.deleting, of: serverID)
        default: break
        }
    }

    func applySuccess(of action: Action) throws {
        if let firewallID = action.firewallID, let serverID = action.serverID {
            try markFirewallApplied(firewallID, onServer: serverID, after: action.command)
        } else if let serverID = action.serverID, let server = try server(serverID) {
            try applySuccess(of: action, to: server)
        }
    }

    /// Leaves the server of a failed `create_server` in `initializing`, where it costs money and can be deleted; what
    /// the real service does is not documented.
    func applyFailure(of action: Action) throws {
        guard let serverID = action.serverID, let server = try server(serverID) else { return }
        switch action.command {
        case .startServer, .stopServer, .rebuildServer, .deleteServer:
            try setStatus(try isPoweredOn(server: server.id) ? .running : .off, of: server.id)
        default: break
        }
    }

    private func applySuccess(of action: Action, to server: Server) throws {
        switch action.command {
        case .createServer:
            try setStatus(.off, of: server.id)
        case .startServer:
            try powerOnMachine(of: server)
            try setStatus(.running, of: server.id)
        case .stopServer:
            try powerOffMachine(of: server)
            try setStatus(.off, of: server.id)
        case .shutdownServer:
            // The action ends with the signal; the system needs a while to go down.
            try setStatus(.stopping, of: server.id)
            try schedule(.powerOff, of: server.id, after: settings.actionTime)
        case .rebootServer, .resetServer:
            try restartMachine(of: server)
        case .rebuildServer:
            try restartMachine(of: server)
            try setStatus(.running, of: server.id)
        case .deleteServer:
            try remove(server)
        default: break
        }
    }

    private func remove(_ server: Server) throws {
        try failActions(onServer: server.id, but: 0)
        try powerOffMachine(of: server)
        try releaseFirewalls(ofServer: server.id)
        try database.execute(
            """
            UPDATE primary_ips SET deleted_at = \(now)
            WHERE server_id = \(server.id) AND deleted_at IS NULL AND auto_delete = 1
            """)
        try database.execute(
            "UPDATE primary_ips SET server_id = NULL WHERE server_id = \(server.id) AND deleted_at IS NULL")
        try database.execute("UPDATE servers SET deleted_at = \(now) WHERE id = \(server.id)")
    }
}
