package import Logging

/// The endless work of `maintain`: a round every few seconds and now and then a sweep. The caller waits between turns.
package struct MaintenanceLoop {
    /// The time between sweeps; each takes about four calls of the 3,600 an hour.
    package static let sweepInterval: Duration = .seconds(300)

    private let maintenance: Maintenance
    private let sweep: Sweep
    private let log: Logger
    private let now: () -> ContinuousClock.Instant
    private var sweptAt: ContinuousClock.Instant?

    package init(
        _ maintenance: Maintenance, _ sweep: Sweep, log: Logger,
        now: @escaping () -> ContinuousClock.Instant = { .now }
    ) {
        self.maintenance = maintenance
        self.sweep = sweep
        self.log = log
        self.now = now
    }

    /// Sweeps if it is time, then does one round. A failure of either is logged and the next turn tries again. Safe to
    /// interrupt anywhere.
    package mutating func turn() {
        attempt("sweep.failed") { try sweepIfDue() }
        attempt("maintenance.failed", maintenance.round)
    }

    /// One sweep and one round, at once. Throws the first failure.
    package mutating func onlyTurn() throws {
        try sweepIfDue()
        try maintenance.round()
    }

    private mutating func sweepIfDue() throws {
        let time = now()
        if let sweptAt, time - sweptAt < Self.sweepInterval { return }
        sweptAt = time
        _ = try sweep.run(.repair)
    }

    private func attempt(_ failure: Logger.Message, _ work: () throws -> Void) {
        do {
            try work()
        } catch {
            log.error(failure, metadata: ["error": "\(error)"])
        }
    }
}
