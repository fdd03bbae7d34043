package import SQLite
package import Time

/// The desired and the actual state of a simulated machine. The row is inserted before anything is started and
/// deleted after everything was stopped, so that a killed simulator can finish its work.
package struct Machine: Sendable {
    package enum State: String, Sendable {
        /// To be started.
        case wanted
        /// Being started, or was being started when the simulator was killed.
        case launching
        case launched
        /// To be stopped, then started again.
        case restarting
        /// To be stopped and deleted.
        case unwanted
        /// Powered on, but no program runs and nothing answers at its address.
        case absent
    }

    package let serverID: Int64
    /// The server's name, which another server may get once this one is deleted.
    package let name: String
    package let address: String
    package let state: State
    package let userData: String
    package let faults: [String]
    /// The time at which it entered this state.
    package let since: Instant
    /// The external program that started it and has to stop it; empty for our own driver.
    let command: String

    init(_ row: Row) throws(SQLiteError) {
        let state = try row.text("state")
        guard let state = State(rawValue: state) else { preconditionFailure("BUG: a machine \(state)") }
        self.state = state
        serverID = try row.int("server_id")
        name = try row.text("name")
        address = try row.text("address")
        userData = try row.text("user_data")
        faults = try row.text("machine_faults").split(separator: " ").map(String.init)
        since = try row.instant("since")
        command = try row.text("command")
    }
}

extension World {
    package func machines() throws(SQLiteError) -> [Machine] {
        try database.rows(
            """
            SELECT machines.*, user_data, machine_faults FROM machines JOIN servers ON server_id = servers.id
            ORDER BY server_id
            """, Machine.init)
    }

    /// Sets the state of a machine, whatever it was; without such a machine it does nothing.
    package func setState(_ state: Machine.State, ofMachine serverID: Int64) throws(SQLiteError) {
        try database.execute(
            "UPDATE machines SET state = \(state.rawValue), since = \(now) WHERE server_id = \(serverID)")
    }

    /// Changes the state of a machine if it is still `old`; returns true when it was.
    package func move(
        machine serverID: Int64, from old: Machine.State, to new: Machine.State
    ) throws(SQLiteError) -> Bool {
        try database.execute(
            """
            UPDATE machines SET state = \(new.rawValue), since = \(now)
            WHERE server_id = \(serverID) AND state = \(old.rawValue)
            """) > 0
    }

    /// Records the program that starts a machine.
    func setCommand(_ command: String, ofMachine serverID: Int64) throws(SQLiteError) {
        try database.execute("UPDATE machines SET command = \(command) WHERE server_id = \(serverID)")
    }

    /// Deletes a machine that has been stopped, which frees its address.
    package func deleteMachine(_ serverID: Int64) throws(SQLiteError) {
        try database.execute("DELETE FROM machines WHERE server_id = \(serverID)")
    }

    func isPoweredOn(server id: Int64) throws(SQLiteError) -> Bool {
        try database.row(
            "SELECT 1 FROM machines WHERE server_id = \(id) AND state <> 'unwanted'"
        ) { _ in true } ?? false
    }

    /// Powers a server's machine on. A server without an IPv4 address gets none, since nothing could reach it.
    func powerOnMachine(of server: Server) throws {
        let address = try primaryIPs(of: server.id).first { $0.type == .ipv4 }?.ip
        let isReachable = address != nil && !server.machineFaults.contains("no-network")
        let state = isReachable ? Machine.State.wanted : .absent
        try database.execute(
            """
            INSERT INTO machines (server_id, name, address, state, since)
            VALUES (\(server.id), \(server.name), \(address ?? ""), \(state.rawValue), \(now))
            ON CONFLICT (server_id) DO UPDATE SET since = \(now),
                state = CASE state WHEN 'unwanted' THEN 'restarting' ELSE state END
            """)
    }

    /// Powers a server's machine off.
    func powerOffMachine(of server: Server) throws {
        try database.execute(
            "DELETE FROM machines WHERE server_id = \(server.id) AND state IN ('wanted', 'absent')")
        try setState(.unwanted, ofMachine: server.id)
    }

    /// Powers a server's machine off, if it is on, and on.
    func restartMachine(of server: Server) throws {
        try database.execute(
            """
            UPDATE machines SET state = 'restarting', since = \(now)
            WHERE server_id = \(server.id) AND state IN ('launching', 'launched', 'unwanted')
            """)
        if try !isPoweredOn(server: server.id) { try powerOnMachine(of: server) }
    }
}
