import SQLite
import SimulatedCloud

/// Queries on the simulated Hetzner, and its faults.
extension Site {
    /// A row of the simulator's servers, deleted ones too.
    struct HetznerServer: Sendable {
        let id: Int64
        let name: String
        let type: String
        let location: String
        let userData: String
        let isDeleted: Bool
    }

    func hetznerRows<Value>(_ sql: SQL, _ read: (Row) throws(SQLiteError) -> Value) throws -> [Value] {
        try Database(path: state.hetznerDatabase).rows(sql, read)
    }

    /// Every server that was ever created for the customer, oldest first.
    func servers(of customer: Customer) throws -> [HetznerServer] {
        let name = "rachel-cloud-" + (try id(of: customer))
        return try hetznerRows("SELECT * FROM servers WHERE name = \(name) ORDER BY id") {
            row throws(SQLiteError) in
            HetznerServer(
                id: try row.int("id"), name: try row.text("name"), type: try row.text("server_type"),
                location: try row.text("location"), userData: try row.text("user_data"),
                isDeleted: try !row.isNull("deleted_at"))
        }
    }

    /// The customer's servers that exist now.
    func liveServers(of customer: Customer) throws -> [HetznerServer] {
        try servers(of: customer).filter { !$0.isDeleted }
    }

    /// The names of the SSH keys in the project.
    func sshKeyNames() throws -> [String] {
        try hetznerRows("SELECT name FROM ssh_keys ORDER BY id") { row throws(SQLiteError) in
            try row.text("name")
        }
    }

    /// Every call so far, as `POST /v1/servers 201`.
    func calls() throws -> [String] {
        try RequestRecord.all(in: Database(path: state.hetznerDatabase)).map {
            "\($0.method) \($0.target) \($0.status)"
        }
    }

    /// Adds a fault, in the syntax of `hetzner-sim fault add`.
    func inject(_ fault: String) throws {
        try World.switchOn(fault, in: Database(path: state.hetznerDatabase))
    }

    /// The number of times that the faults which are on have fired.
    func faultsFired() throws -> Int64 {
        try World.faults(in: Database(path: state.hetznerDatabase)).reduce(0) { $0 + $1.fired }
    }

    /// Clears every fault, and what the product has recorded because of them.
    func recover() throws {
        try World.switchOff(nil, in: Database(path: state.hetznerDatabase))
        for statement in ["DELETE FROM sold_out", "DELETE FROM catalogue", "DELETE FROM rate_budget"] as [SQL]
        {
            try change(statement)
        }
    }
}
