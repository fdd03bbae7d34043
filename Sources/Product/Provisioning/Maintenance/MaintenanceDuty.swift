package import Logging
package import Store

/// The duty to maintain, which one process at a time has, by a lease in the store. Belongs to its main thread.
package struct MaintenanceDuty {
    /// The time after which a process that is stopped, or is on a machine that can't be seen from here, is replaced.
    /// Longer than any single call, after which a process with one thread renews it.
    package static let leaseDuration: Duration = .seconds(120)
    /// The time between two renewals.
    package static let renewal: Duration = .seconds(10)

    package let lease: MaintenanceLease
    package let parts: [PartProgress]
    private let store: Store
    private let log: Logger

    /// Takes the lease; nil while somebody alive holds it.
    ///
    /// - Parameters:
    ///   - owner: Names this process.
    ///   - hasEnded: True when the process that took the lease under that name has certainly ended.
    package init?(store: Store, owner: String, log: Logger, hasEnded: (String) -> Bool) throws {
        guard
            let lease = try store.takeMaintenance(
                owner: owner, duration: Self.leaseDuration, hasEnded: hasEnded)
        else { return nil }
        self.lease = lease
        self.store = store
        self.log = log
        parts = MaintenancePart.allCases.map { PartProgress($0, now: store.timeSource) }
    }

    /// Renews the lease and keeps the parts' reports in the store. Throws `StoreError.maintenanceLost` when another
    /// process has taken over, and what the store throws; then the parts change nothing once the lease has expired.
    package func renew() throws {
        try store.renewMaintenance(lease, duration: Self.leaseDuration, parts: parts.map(\.report))
    }

    /// True while no part is stuck. Logs each that is.
    package func checkProgress() -> Bool {
        let silent = parts.filter(\.isSilent)
        for progress in silent {
            log.error(
                "maintenance.stuck",
                metadata: [
                    "part": "\(progress.part.rawValue)", "since": "\(progress.report.beatAt)",
                ])
        }
        return silent.isEmpty
    }
}
