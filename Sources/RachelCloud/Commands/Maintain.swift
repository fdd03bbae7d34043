import ArgumentParser
import DetachedProcess
import Glibc
import Logging
import Provisioning
import Store

struct Maintain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take abandoned jobs up again, retry deletions and end grace periods, until SIGTERM.",
        discussion: "One process at a time; a second one ends with exit code 1.")

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
        guard let lock = try ProcessLock(path: configuration.provisioning.runDirectory + "/maintain.lock")
        else {
            throw CommandFailure("another `rachel-cloud maintain` is running")
        }
        let log = configuration.startLog("maintain")
        DetachedProcess.ignoreExits()
        let launcher = try JobLauncher(configuration: configuration)
        let maintenance = Maintenance(
            store: store, hetzner: try configuration.hetznerClient(), jobDeadline: configuration.jobDeadline,
            log: log, launch: launcher.launch)
        try withExtendedLifetime(lock) { try repeatRounds(maintenance, log) }
    }

    private func repeatRounds(_ maintenance: Maintenance, _ log: Logger) throws {
        repeat {
            do {
                try maintenance.round()
            } catch  where !once {
                log.error("maintenance.failed", metadata: ["error": "\(error)"])
            }
            // A signal ends the process here as anywhere: a round is safe to cut.
            if !once { sleep(UInt32(interval)) }
        } while !once
    }
}
