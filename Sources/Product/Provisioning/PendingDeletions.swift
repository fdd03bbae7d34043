package import Hetzner
package import Logging
package import Store

/// What the ledger owes to be deleted and no job is at work on.
package struct PendingDeletions {
    private static let firstPause: Duration = .seconds(10)
    /// When a round ends, so that debts which Hetzner is slow about keep nobody from what else is to be done.
    private static let roundLimit: Duration = .seconds(60)
    /// A debt that is older than this is shouted about.
    private static let loudAfter: Duration = .seconds(3600)

    private let store: Store
    private let hetzner: HetznerClient
    private let log: Logger

    package init(store: Store, hetzner: HetznerClient, log: Logger) {
        self.store = store
        self.hetzner = hetzner
        self.log = log
    }

    /// Tries each debt that is due once, for a minute at the most; what fails is due again later, ever more seldom.
    /// Safe to repeat and to kill anywhere. Throws only what the store throws.
    package func retry() throws {
        let deletion = Deletion(store: store, hetzner: hetzner, log: log)
        let end = store.now + Self.roundLimit
        for debt in try store.deletionsDue(firstPause: Self.firstPause) where store.now < end {
            try deletion.attempt(debt)
            let age = store.now - (debt.deletingSince ?? debt.createdAt)
            if age > Self.loudAfter { shout(debt, age) }
        }
    }

    private func shout(_ debt: Resource, _ age: Duration) {
        log.error(
            "resource.still_owed",
            metadata: [
                "kind": "\(debt.kind.rawValue)", "id": "\(debt.hetznerID.map(String.init) ?? "unknown")",
                "hours": "\(age.milliseconds / 3_600_000)", "attempts": "\(debt.deleteAttempts)",
            ])
    }
}
