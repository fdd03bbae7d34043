package import Crypto
package import Time

/// The product's database. All SQL is in this module, every write is a `BEGIN IMMEDIATE` transaction, and sealed
/// columns are sealed and opened here. Belongs to one thread.
package final class Store {
    let database: Connection
    let keyring: Keyring
    /// The source of ids, tokens and nonces.
    package let random: RandomBytes
    private var time: SteadyTime

    /// Opens the file, whatever its schema; `migrate()` or `requireCurrentSchema()` comes next. Waits `busyTimeout` for
    /// other connections' writes, in the order that `writeOrder` says.
    package init(
        path: String, keyring: Keyring, random: RandomBytes = .system, busyTimeout: Duration = .seconds(10),
        writeOrder: WriteOrder = .byTurn, clock: MachineClock = .system
    ) throws {
        database = try Connection(path: path, busyTimeout: busyTimeout, writeOrder: writeOrder)
        self.keyring = keyring
        self.random = random
        time = try Self.steadyTime(clock, in: database)
        // Another file may know nothing of this boot's time.
        database.onReopen = { [unowned self] () throws(StoreError) in try startTime() }
    }

    /// The store's own time, by which everything goes that we began: it grows evenly while the machine runs, whoever sets
    /// its clock. As a date it is as good as the clock was when the machine was started.
    package var now: Instant { time.now }

    /// That time, for other threads too.
    package var timeSource: TimeSource { { [time] in time.now } }

    /// The time by the machine's clock, for what has a date in the world outside, such as the end of what is paid.
    package var wallTime: Instant { time.clock.wall() }

    /// This machine and its boot, by which a lease of an earlier boot is known as a dead process's.
    var machine: MachineClock { time.clock }

    /// Begins this boot's time, once the schema has a place for it.
    func startTime() throws(StoreError) {
        time = try Self.steadyTime(time.clock, in: database)
    }

    /// Runs `body` as one transaction: all that it writes is committed, or, when it throws, nothing.
    @discardableResult
    package func write<Value>(_ body: () throws -> Value) throws -> Value {
        try database.write(body)
    }

    /// Runs `body` on one snapshot: it sees nothing of what others write meanwhile.
    package func read<Value>(_ body: () throws -> Value) throws -> Value {
        try database.read(body)
    }

    /// Throws unless the file is the one at its path and can be written within half a second.
    package func checkHealth() throws {
        try database.waiting(atMost: .milliseconds(500)) { try database.proveWritable() }
    }

    /// The time for which a webhook's delivery is remembered; its sender stops repeating it long before.
    private static let deliveryMemory: Duration = .seconds(90 * 86_400)

    /// Deletes sessions that have ended, windows of attempts that are over and old deliveries. Safe to repeat.
    package func clearOut() throws {
        try database.write {
            try database.execute("DELETE FROM sessions WHERE expires_at <= \(now)")
            try database.execute("DELETE FROM attempts WHERE window_ends_at <= \(now)")
            try database.execute(
                "DELETE FROM webhook_deliveries WHERE received_at <= \(now - Self.deliveryMemory)")
        }
    }
}
