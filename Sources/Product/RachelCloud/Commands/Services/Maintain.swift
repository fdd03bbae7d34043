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

    /// The time between sweeps; each takes about four calls of the 3,600 an hour.
    private static let sweepInterval: Duration = .seconds(300)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Seconds between rounds, 1 to 3600.")
    var interval = 10

    @Flag(help: "Do one round and end.")
    var once = false

    func validate() throws {
        guard (1...3600).contains(interval) else {
            throw ValidationError("--interval: expected a number from 1 to 3600")
        }
    }

    func run() throws {
        let (configuration, store) = try options.openStore()
        let lock = try Self.lock(configuration.provisioning.runDirectory + "/maintain.lock")
        let log = configuration.startLog("maintain")
        DetachedProcess.ignoreExits()
        let launcher = try JobLauncher(configuration: configuration)
        let maintenance = Maintenance(
            store: store, hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log),
            jobDeadline: configuration.jobDeadline, log: log,
            hasEnded: { ProcessIdentity(text: $0)?.hasEnded ?? false }, launch: launcher.launch)
        let sweep = Sweep(
            store: store,
            hetzner: try configuration.hetznerClient(sharingCallsOf: store, log: log, purpose: .watching),
            settings: configuration.provisioning, log: log)
        try withExtendedLifetime(lock) { try repeatRounds(maintenance, sweep, log) }
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

    private func repeatRounds(_ maintenance: Maintenance, _ sweep: Sweep, _ log: Logger) throws {
        var sweptAt: ContinuousClock.Instant?
        repeat {
            if sweptAt.map({ .now - $0 >= Self.sweepInterval }) ?? true {
                sweptAt = .now
                try attempt("sweep.failed", log) { _ = try sweep.run(.repair) }
            }
            try attempt("maintenance.failed", log, maintenance.round)
            // A signal may end the process anywhere, since a round is safe to interrupt.
            if !once { sleep(UInt32(interval)) }
        } while !once
    }

    /// Logs a failure and goes on, since the next round may succeed. With `--once` it throws the failure.
    private func attempt(_ failure: Logger.Message, _ log: Logger, _ work: () throws -> Void) throws {
        do {
            try work()
        } catch  where !once {
            log.error(failure, metadata: ["error": "\(error)"])
        }
    }
}
