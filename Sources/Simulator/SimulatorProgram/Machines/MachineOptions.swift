import ArgumentParser
import FoundationEssentials
import Glibc
import Linux
import SimulatedCloud
import SimulatedMachine

/// The directory of the machines of one world, and the program that runs them.
struct MachinePrograms: ParsableArguments {
    @Option(help: "The directory for machines; beside the database unless given.", completion: .directory)
    var state: String?

    /// The directory, which is created when it is missing.
    func directory(_ world: WorldFile) throws -> String {
        let path = absolute(state ?? world.database + ".state")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// The command line of our own driver, or an external program that is to start machines instead.
    func program(
        _ directory: String, options: [String] = [], external: String? = nil
    ) throws -> MachineProgram {
        MachineProgram(
            executable: try SymbolicLink.ownExecutable(),
            state: Self.driverDirectory(directory), options: options, external: external.map(absolute))
    }

    func driver(_ directory: String) -> NamespaceDriver {
        NamespaceDriver(state: Self.driverDirectory(directory))
    }

    private static func driverDirectory(_ directory: String) -> String {
        directory + "/machines"
    }
}

/// The directory that `hetzner-sim machine` works on.
struct MachineState: ParsableArguments {
    @Option(help: "The directory that remembers the machines.")
    var state = MachineState.standard

    private static var standard: String {
        let home = getuid() == 0 ? nil : getenv("HOME").map { String(cString: $0) }
        return home.map { $0 + "/.local/state/hetzner-sim/machines" } ?? "/var/lib/hetzner-sim/machines"
    }

    /// The driver of the machines in that directory. Its path is absolute, since machines outlive this process.
    var driver: NamespaceDriver {
        NamespaceDriver(state: absolute(state))
    }
}

/// The path from the root, for programs that are started in another directory.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
