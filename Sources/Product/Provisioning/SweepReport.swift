package import Store

/// What a sweep found.
package struct SweepReport: Sendable {
    /// Carries our labels, is older than ten minutes, and no line of the ledger explains it.
    package let orphans: [DiscoveredResource]
    /// Servers that the ledger says are there and Hetzner says are not.
    package let vanished: [Resource]
    package let isFirewallDrifted: Bool
}

/// Why a sweep did not believe what it saw.
package enum SweepError: Error, CustomStringConvertible, Sendable {
    case tooManyMissing(missing: Int, standing: Int)

    package var description: String {
        switch self {
        case .tooManyMissing(let missing, let standing):
            "\(missing) of \(standing) servers can't be found: is HCLOUD_TOKEN another project's? Nothing was "
                + "given up"
        }
    }
}
