import DetachedProcess
import HTTPClient
import Hetzner
import Logging
import Provisioning
import Store

/// What each part of `maintain` needs: a connection and clients of its own, which change nothing without the lease.
struct MaintenanceWiring: Sendable {
    let configuration: Configuration
    let launcher: JobLauncher
    let lease: MaintenanceLease
    let log: Logger

    func maintenance(beat: @escaping () -> Void) throws -> Maintenance {
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        store.act(under: lease)
        let wrap: (any HTTPTransport) -> any HTTPTransport = { transport in
            MaintenanceTransport(
                transport, requireLease: { try store.requireMaintenance(lease) }, beat: beat)
        }
        return Maintenance(
            store: store,
            hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log, through: wrap),
            watching: try configuration.hetznerClient(
                sharingCallsOf: store, log: log, purpose: .watching, through: wrap),
            settings: configuration.provisioning, jobDeadline: configuration.jobDeadline,
            maxJobs: configuration.maxJobs, log: log,
            beat: beat, hasEnded: ProcessIdentity.hasEnded, launch: launcher.launch)
    }
}
