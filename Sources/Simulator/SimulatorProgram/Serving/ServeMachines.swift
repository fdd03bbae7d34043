import ArgumentParser
import Logging
import SQLite
import SimulatedCloud
import SimulatedMachine

/// The machines behind the servers.
struct ServeMachines: ParsableArguments {
    @Option(help: "The range of loopback addresses for servers.")
    var machines = "127.77.0.0/16"
    @Option(help: "The port of every machine's sshd: 22 needs root.")
    var sshPort: UInt16 = 22
    @Option(
        help: """
            A program that runs the machines instead of our own driver, called as PROGRAM start --name N \
            --address A --ssh-port P --user-data FILE and PROGRAM stop --name N.
            """, completion: .file())
    var machineCommand: String?
    @OptionGroup var programs: MachinePrograms

    func validate() throws {
        guard AddressPool(machines) != nil else {
            throw ValidationError(
                "--machines \(machines): expected a range inside 127.0.0.0/8, such as 127.77.0.0/16")
        }
        guard sshPort > 0 else { throw ValidationError("--ssh-port 0: expected 1 to 65535") }
    }

    var addressPool: AddressPool {
        guard let pool = AddressPool(machines) else { preconditionFailure("BUG: validated before") }
        return pool
    }

    /// Creates the keeper; to be called on the thread to which it belongs.
    func keeperFactory(
        _ settings: Settings, _ world: WorldFile, _ times: ServeTimes, _ log: Logger
    ) throws -> @Sendable () throws -> MachineKeeper {
        let directory = try programs.directory(world)
        let program = try programs.program(
            directory,
            options: [
                "--boot-seconds", String(times.bootSeconds), "--setup-seconds", String(times.setupSeconds),
            ], external: machineCommand)
        let (path, sshPort, driver) = (world.database, sshPort, programs.driver(directory))
        return {
            let keeper = MachineKeeper(
                database: try Database(path: path, durability: .normal), settings: settings,
                program: program, sshPort: sshPort, directory: directory, report: { $0.write(to: log) })
            let alive = try driver.machines().filter { $0.processID != nil }.map(\.name)
            // Machines without a server are left from another database.
            for name in try keeper.recover(alive: Set(alive)) {
                try driver.stop(name: name)
                log.warning("machine.stray", metadata: ["name": "\(name)"])
            }
            return keeper
        }
    }
}

extension MachineEvent {
    func write(to log: Logger) {
        switch self {
        case .started(let name, let address):
            log.info("machine.started", metadata: ["name": "\(name)", "address": "\(address)"])
        case .stopped(let name):
            log.info("machine.stopped", metadata: ["name": "\(name)"])
        case .failed(let name, let reason, let output):
            log.error(
                "machine.failed", metadata: ["name": "\(name)", "reason": "\(reason)", "log": "\(output)"])
        case .tickFailed(let reason):
            log.error("keeper.troubled", metadata: ["reason": "\(reason)"])
        }
    }
}
