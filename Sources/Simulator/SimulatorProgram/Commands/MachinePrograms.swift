import ArgumentParser
import FoundationEssentials
import SimulatedCloud
import SimulatedMachine

/// Where machines are kept, and by which program.
struct MachinePrograms: ParsableArguments {
    @Option(help: "The folder for machines; beside the database unless given.", completion: .directory)
    var state: String?

    /// The folder, made when it is missing.
    func folder(_ world: WorldFile) throws -> String {
        let path = absolute(state ?? world.database + ".state")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Our own driver's command line, and a foreign program that is to start machines instead.
    func program(
        _ folder: String, options: [String] = [], foreign: String? = nil
    ) throws -> MachineProgram {
        MachineProgram(
            executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            state: Self.driverFolder(folder), options: options, foreign: foreign.map(absolute))
    }

    func driver(_ folder: String) -> NamespaceDriver {
        NamespaceDriver(state: Self.driverFolder(folder))
    }

    private static func driverFolder(_ folder: String) -> String {
        folder + "/machines"
    }
}

/// Seen from the folder this process was started in; others are started elsewhere.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
