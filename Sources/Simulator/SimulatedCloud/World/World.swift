package import SQLite
package import Time

/// The simulated project at one instant, seen through one connection.
///
/// All state is in the database, and everything that is going to happen is a row with a due time: a simulator that
/// is killed and started again continues at the current time. Every transaction, a request's or the keeper's, first
/// advances the world to now.
package struct World {
    package let database: Database
    package let now: Instant
    package let settings: Settings

    package init(database: Database, now: Instant, settings: Settings) {
        self.database = database
        self.now = now
        self.settings = settings
    }

    /// Runs `body` in one write transaction on the world as it is now.
    @discardableResult
    package static func write<Value>(
        _ database: Database, _ settings: Settings, now: Instant, _ body: (World) throws -> Value
    ) throws -> Value {
        try database.write {
            let world = World(database: database, now: now, settings: settings)
            try world.advance()
            return try body(world)
        }
    }

    /// The next id of a kind. No id is used twice.
    func allocateID(_ kind: ResourceKind) throws(SQLiteError) -> Int64 {
        let id = try database.row(
            "UPDATE ids SET last = last + 1 WHERE kind = \(kind.rawValue) RETURNING last AS id"
        ) { row throws(SQLiteError) in try row.int("id") }
        guard let id else { preconditionFailure("BUG: no ids for \(kind.rawValue)") }
        return id
    }

    func at(_ instant: Instant) -> World {
        World(database: database, now: instant, settings: settings)
    }
}

/// The kinds of resource, by the names that actions use for them.
enum ResourceKind: String, CaseIterable {
    case server
    case sshKey = "ssh_key"
    case firewall
    case primaryIP = "primary_ip"
    case action

    /// The first id: near the real service's, which for actions is far beyond 32 bits.
    var firstID: Int64 {
        switch self {
        case .server: 119_000_001
        case .sshKey: 27_400_001
        case .firewall: 2_313_001
        case .primaryIP: 98_000_001
        case .action: 606_028_482_673_001
        }
    }
}

/// The settings of a simulator, the same for all of its threads.
package struct Settings: Sendable {
    /// The project's token, which may read and write.
    package var token: String
    /// A token of the same project that may only read.
    package var readOnlyToken: String?
    /// The duration of `create_server` and `rebuild_server`.
    package var createTime: Duration
    /// The duration of every other action.
    package var actionTime: Duration
    /// The pool of addresses for servers.
    package var addresses: AddressPool
    /// The size of the bucket of requests, and the number that is refilled in an hour.
    package var requestsPerHour: Int64

    package init(
        token: String, readOnlyToken: String? = nil, createTime: Duration = .seconds(3),
        actionTime: Duration = .seconds(1), addresses: AddressPool, requestsPerHour: Int64 = 3600
    ) {
        self.token = token
        self.readOnlyToken = readOnlyToken
        self.createTime = createTime
        self.actionTime = actionTime
        self.addresses = addresses
        self.requestsPerHour = requestsPerHour
    }
}
