import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud
import SimulatedMachine

/// `hetzner-sim reset`: stops every machine and empties the world.
struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops every machine and empties the world: nothing exists, nothing was ever called.",
        discussion: "Stop the simulator before; it might be starting a machine. Safe to repeat.")

    @OptionGroup var world: WorldFile
    @OptionGroup var programs: MachinePrograms

    func run() throws {
        let directory = try programs.directory(world)
        var failures: [MachineSweep.Failure] = []
        do {
            try world.prepare()
            let sweep = MachineSweep(
                database: try world.open(), program: try programs.program(directory),
                log: directory + "/reset.log")
            failures = try sweep.run()
        } catch is SchemaMismatch {
            // The world of another version can't be read.
            try world.remove()
            try world.prepare()
        }
        // Also machines without a server.
        try programs.driver(directory).stopAll()
        for failure in failures { print("machine \(failure.name) could not be stopped: \(failure.reason)") }
        if !failures.isEmpty { throw ExitCode.failure }
    }
}
