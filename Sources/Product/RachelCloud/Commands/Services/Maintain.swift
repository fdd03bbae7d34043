import ArgumentParser
import DetachedProcess
import Hetzner
import Linux
import Logging
import Provisioning
import Store

struct Maintain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Take abandoned jobs up again, retry deletions, end grace periods and sweep, until SIGTERM.",
        discussion: "One process at a time; a second one ends with exit code 1.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Seconds between rounds, 1 to 3600.")
    var interval = 10

    @Flag(help: "Do one round and end.")
    var once = false

    @Flag(
        help: """
            End the observing of this installation: look for two minutes whether another copy of the database is at work, \
            then take the project over and end. Unfinished jobs end as they are; what they made is kept.
            """)
    var resume = false

    func validate() throws {
        guard (1...3600).contains(interval) else {
            throw ValidationError("--interval: expected a number from 1 to 3600")
        }
    }

    func run() throws {
        let (configuration, store) = try options.openStore()
        guard !resume else { return try resume(configuration, store) }
        let log = configuration.startLog("maintain")
        DetachedProcess.ignoreExits()
        let duty = try MaintenanceDuty(
            store: store, owner: ProcessIdentity.ownName, log: log, hasEnded: ProcessIdentity.hasEnded)
        guard let duty else { throw CommandFailure("another `rachel-cloud maintain` is running") }
        let wiring = MaintenanceWiring(
            configuration: configuration, launcher: try JobLauncher(configuration: configuration),
            lease: duty.lease, log: log)
        guard !once else { return try runOnce(duty, wiring) }
        try PartLoop.start(duty.parts, interval: .seconds(interval), log: log) { progress in
            try wiring.maintenance(beat: progress.beat)
        }
        try supervise(duty, log)
    }

    /// Does every part in this thread, which renews the lease after each row and each call.
    private func runOnce(_ duty: MaintenanceDuty, _ wiring: MaintenanceWiring) throws {
        // Whoever has lost the lease is told so at the next thing to do.
        try wiring.maintenance(beat: { try? duty.renew() }).runOnce()
    }

    /// Keeps the lease, and tells the service manager that the parts go on, while they do. A signal may end the process
    /// anywhere, since all work is safe to interrupt.
    private func supervise(_ duty: MaintenanceDuty, _ log: Logger) throws {
        let manager = ServiceManager()
        try manager?.tell(.ready)
        while true {
            do {
                try duty.renew()
            } catch StoreError.maintenanceLost {
                throw CommandFailure("another `rachel-cloud maintain` has taken over")
            } catch {
                log.error("maintenance.not_renewed", metadata: ["error": "\(error)"])
            }
            if duty.checkProgress() { tellAlive(manager, log) }
            PosixThread.sleep(for: MaintenanceDuty.renewal)
        }
    }

    private func resume(_ configuration: Configuration, _ store: Store) throws {
        let log = configuration.startLog("maintain")
        let takeover = Takeover(
            store: store, hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log),
            settings: configuration.provisioning, log: log, wait: Countdown.wait)
        let resumption = try CommandFailure.on { try takeover.resume() }
        print(
            "resumed: \(resumption.endedJobs) jobs were ended as they were, \(resumption.keptLines) resources are kept; "
                + "see `rachel-cloud servers --untracked`")
    }

    private func tellAlive(_ manager: ServiceManager?, _ log: Logger) {
        do {
            try manager?.tell(.alive)
        } catch {
            log.warning("watchdog.not_told", metadata: ["error": "\(error)"])
        }
    }
}
