import ArgumentParser
import FoundationEssentials
import Logging
import SQLite
import SimulatedHetzner
import SimulatedMachine

/// What stands behind the servers.
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
    @Option(help: "The folder for machines; beside the database unless given.", completion: .directory)
    var state: String?

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

    /// The folder, made when it is missing.
    func folder(_ world: WorldFile) throws -> String {
        let path = absolute(state ?? world.database + ".state")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    func program(_ folder: String, options: [String] = []) throws -> MachineProgram {
        if let machineCommand { return .foreign(absolute(machineCommand)) }
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return .own(executable: executable, state: Self.driverFolder(folder), options: options)
    }

    /// Our own driver, or nil when another program runs the machines.
    func driver(_ folder: String) -> NamespaceDriver? {
        machineCommand == nil ? NamespaceDriver(state: Self.driverFolder(folder)) : nil
    }

    private static func driverFolder(_ folder: String) -> String {
        folder + "/machines"
    }

    /// What makes the keeper on its own thread.
    func keeperMaker(
        _ settings: Settings, _ world: WorldFile, _ times: ServeTimes, _ log: Logger
    ) throws -> @Sendable () throws -> MachineKeeper {
        let folder = try folder(world)
        let program = try program(
            folder,
            options: [
                "--boot-seconds", String(times.bootSeconds), "--setup-seconds", String(times.setupSeconds),
            ])
        let (path, sshPort, driver) = (world.database, sshPort, driver(folder))
        return {
            let keeper = MachineKeeper(
                database: try Database(path: path, durability: .normal), settings: settings,
                program: program, sshPort: sshPort, folder: folder, report: { $0.write(to: log) })
            let alive = try driver?.machines().filter { $0.processID != nil }.map(\.name)
            // Machines that no server knows are left from another database.
            for stray in try keeper.recover(alive: alive.map(Set.init)) {
                try driver?.stop(name: stray)
                log.warning("machine.stray", metadata: ["name": "\(stray)"])
            }
            return keeper
        }
    }
}

/// Seen from the folder this process was started in; others are started elsewhere.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
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
        case .troubled(let reason):
            log.error("keeper.troubled", metadata: ["reason": "\(reason)"])
        }
    }
}
