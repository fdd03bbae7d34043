import ArgumentParser
import FoundationEssentials
import SimulatedCloud
import SimulatedMachine

/// Where machines are kept, and by which program.
struct MachinePrograms: ParsableArguments {
    @Option(help: "The directory for machines; beside the database unless given.", completion: .directory)
    var state: String?

    /// The directory, made when it is missing.
    func directory(_ world: WorldFile) throws -> String {
        let path = absolute(state ?? world.database + ".state")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Our own driver's command line, and a foreign program that is to start machines instead.
    func program(
        _ directory: String, options: [String] = [], foreign: String? = nil
    ) throws -> MachineProgram {
        MachineProgram(
            executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            state: Self.driverDirectory(directory), options: options, foreign: foreign.map(absolute))
    }

    func driver(_ directory: String) -> NamespaceDriver {
        NamespaceDriver(state: Self.driverDirectory(directory))
    }

    private static func driverDirectory(_ directory: String) -> String {
        directory + "/machines"
    }
}

/// Seen from the directory this process was started in; others are started elsewhere.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
