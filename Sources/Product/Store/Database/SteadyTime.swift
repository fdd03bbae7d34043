import Time

/// The store's own time. It starts at the wall clock's when the machine starts, and from then on goes by the boot clock:
/// whoever sets the wall clock moves no lease, no deadline and no retry.
///
/// All processes of one boot count from one row, so that they agree; two machines agree as well as their wall clocks did
/// when each was started.
struct SteadyTime {
    let clock: MachineClock
    /// The time at the machine's start; nil while the schema has no place for it.
    private let start: Instant?

    init(_ clock: MachineClock, from start: Instant?) {
        self.clock = clock
        self.start = start
    }

    var now: Instant { start.map { $0 + clock.sinceBoot() } ?? clock.wall() }
}

extension Store {
    /// Reads the time at which this boot's time begins, or is the first to set it: not before anything that was written
    /// on an earlier boot.
    static func steadyTime(_ clock: MachineClock, in database: Connection) throws(StoreError) -> SteadyTime {
        guard try database.schemaVersion() >= Migration.steadyTime.version else {
            return SteadyTime(clock, from: nil)
        }
        if let start = try start(of: clock, in: database) { return SteadyTime(clock, from: start) }
        let sinceBoot = clock.sinceBoot()
        do throws(StoreError) {
            try database.execute(
                """
                INSERT INTO clocks (machine, boot, starts_at)
                SELECT \(clock.machine), \(clock.boot), max(
                    \(clock.wall()), (SELECT coalesce(max(updated_at), 0) FROM jobs),
                    (SELECT coalesce(max(updated_at), 0) FROM resources)) - \(sinceBoot.milliseconds)
                WHERE true ON CONFLICT DO NOTHING
                """)
        } catch .databaseUnavailable {
            // Who can't write holds no lease either, and the wall clock is good enough to read by.
            return SteadyTime(clock, from: nil)
        }
        return SteadyTime(clock, from: try start(of: clock, in: database))
    }

    private static func start(
        of clock: MachineClock, in database: Connection
    ) throws(StoreError) -> Instant? {
        let value = try database.int(
            "SELECT starts_at FROM clocks WHERE machine = \(clock.machine) AND boot = \(clock.boot)",
            "starts_at")
        return value.map(Instant.init(milliseconds:))
    }
}
