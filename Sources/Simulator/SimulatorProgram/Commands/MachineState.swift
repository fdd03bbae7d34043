import ArgumentParser
import FoundationEssentials
import Glibc
import SimulatedMachine

/// Which directory remembers the machines.
struct MachineState: ParsableArguments {
    @Option(help: "The directory that remembers the machines.")
    var state = MachineState.standard

    private static var standard: String {
        let home = getuid() == 0 ? nil : getenv("HOME").map { String(cString: $0) }
        return home.map { $0 + "/.local/state/hetzner-sim/machines" } ?? "/var/lib/hetzner-sim/machines"
    }

    /// The driver of the machines in that directory, whose path is made absolute: machines outlive this directory.
    var driver: NamespaceDriver {
        let isAbsolute = state.hasPrefix("/")
        return NamespaceDriver(
            state: isAbsolute ? state : FileManager.default.currentDirectoryPath + "/" + state)
    }
}
