import ArgumentParser
import DetachedProcess
import Glibc
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
        let lock = try Self.lock(configuration.provisioning.runDirectory + "/maintain.lock")
        let log = configuration.startLog("maintain")
        DetachedProcess.ignoreExits()
        let launcher = try JobLauncher(configuration: configuration)
        let hetzner = try configuration.hetznerClient(sharingCallsOf: store, log: log)
        let witness = Witness(
            store: store, hetzner: hetzner, project: configuration.provisioning.project, log: log)
        let maintenance = Maintenance(
            store: store, deletion: Deletion(store: store, hetzner: hetzner, witness: witness, log: log),
            jobDeadline: configuration.jobDeadline, maxJobs: configuration.maxJobs, log: log,
            hasEnded: { ProcessIdentity(text: $0)?.hasEnded ?? false }, launch: launcher.launch)
        let sweep = Sweep(
            store: store,
            hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log, purpose: .watching),
            settings: configuration.provisioning, log: log)
        var loop = MaintenanceLoop(maintenance, sweep, log: log)
        try withExtendedLifetime(lock) {
            guard !once else { return try loop.onlyTurn() }
            while true {
                loop.turn()
                // A signal may end the process anywhere, since a turn is safe to interrupt.
                sleep(UInt32(interval))
            }
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

    /// Takes the lock that only one process of this command can hold. Throws when another process holds it.
    private static func lock(_ path: String) throws -> FileLock {
        do throws(SystemError) {
            if let lock = try FileLock(file: path) { return lock }
        } catch {
            throw BadInput("\(path): \(SystemError.message(error.code))")
        }
        throw CommandFailure("another `rachel-cloud maintain` is running")
    }
}
