package import Hetzner
package import Logging
package import Store
import Time

/// Ends the access of customers whose time is over. Their servers are deleted then, which nobody can take back: so the
/// witness has to be ours, the machine's clock has to agree with Hetzner's, and a person has to agree when it is unlikely
/// many at once.
package struct EndOfAccess {
    /// The reason why nobody's access is ended.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        /// The machine's clock is ahead of Hetzner's by so many seconds, or behind it.
        case clockDiffers(seconds: Int64)
        case noDate

        package var description: String {
            switch self {
            case .clockDiffers(let seconds):
                "this machine's clock is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") Hetzner's, so no grace "
                    + "period is ended: set the clock, and set up time synchronisation"
            case .noDate:
                "Hetzner's response had no date to compare the clock with, so no grace period is ended"
            }
        }
    }

    /// The largest difference between two clocks that are right: a response may take that long.
    private static let tolerance = Duration.seconds(120)

    private let store: Store
    private let hetzner: HetznerClient
    private let witness: Witness
    private let jobDeadline: Duration
    private let log: Logger

    /// - Parameter witness: Looks with `hetzner`.
    package init(
        store: Store, hetzner: HetznerClient, witness: Witness, jobDeadline: Duration, log: Logger
    ) {
        self.store = store
        self.hetzner = hetzner
        self.witness = witness
        self.jobDeadline = jobDeadline
        self.log = log
    }

    /// Ends what is over and starts the deletions. Safe to repeat and to kill anywhere. Throws `Refusal`,
    /// `RoundLimit.Exceeded`, `WitnessError`, `HetznerError` and what the store throws; then nobody's access has ended.
    ///
    /// - Parameter beat: Called after each customer.
    package func run(beat: () -> Void) throws {
        let ended = try store.endedAccesses(skipping: log.unreadable)
        guard !ended.isEmpty else { return }
        let active = try store.activeServers(in: witness.project().id, skipping: log.unreadable)
        try RoundLimit(store: store, active: active.count).admit(
            ended.compactMap { access in access.server.map { "unpaid server \($0)" } })
        _ = try witness.look()
        try requireRightClock()
        for access in ended {
            try end(access)
            beat()
        }
    }

    private func end(_ access: EndedAccess) throws {
        do {
            let job = try store.endAccess(of: access.user, deadline: jobDeadline)
            log.notice(
                "access.ended", metadata: ["user": "\(access.user)", "job": "\(job?.text ?? "none")"])
        } catch let row as UnreadableRow {
            log.unreadable(row)
        }
    }

    /// Throws unless the clock agrees with the date of Hetzner's last response, which has just come.
    private func requireRightClock() throws {
        guard let date = hetzner.date else { throw Refusal.noDate }
        let difference = store.wallTime - date
        guard abs(difference.milliseconds) <= Self.tolerance.milliseconds else {
            throw Refusal.clockDiffers(seconds: difference.milliseconds / 1000)
        }
    }
}
