/// A part of the work of `maintain`. None waits for another: each has its time, its failures and its report in the store.
///
/// The raw values are names in the store and in the log. Their order is the one in which `maintain --once` does them.
package enum MaintenancePart: String, CaseIterable, Sendable {
    /// Ends grace periods, and starts the deletion of servers that nobody pays for.
    case subscriptions
    /// Takes jobs from dead processes and launches those that are due.
    case jobs
    /// Compares Hetzner with the ledger.
    case sweep
    /// Retries pending deletions.
    case deletions
    /// Deletes rows that nobody needs any more.
    case clearOut = "clear_out"

    /// The time between two sweeps; each takes about four calls of the 3,600 an hour.
    package static let sweepInterval: Duration = .seconds(300)

    /// The time from one round's end to the next one.
    package func pause(betweenRounds interval: Duration) -> Duration {
        switch self {
        case .subscriptions, .jobs, .deletions: interval
        case .sweep: Self.sweepInterval
        case .clearOut: max(interval, .seconds(60))
        }
    }

    /// The time after which a part without progress counts as stuck: longer than its longest call, which for Hetzner is a
    /// minute, with a pause of a minute before it, and for the store the wait for other writers.
    package var longestSilence: Duration {
        switch self {
        case .subscriptions, .jobs, .clearOut: .seconds(60)
        case .sweep, .deletions: .seconds(180)
        }
    }
}
