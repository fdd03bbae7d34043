import ArgumentParser
import SQLite
import SimulatedHetzner
import SimulatedMachine

/// `hetzner-sim reset`: an empty world and no machines.
struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops every machine and empties the world: nothing exists, nothing was ever called.",
        discussion: "Stop the simulator before, and its state stays whole. Safe to repeat.")

    @OptionGroup var world: WorldFile
    @OptionGroup var machines: ServeMachines

    func run() throws {
        try world.prepare()
        let database = try world.open()
        let folder = try machines.folder(world)
        let sweep = MachineSweep(
            database: database, program: try machines.program(folder), log: folder + "/reset.log")
        let failures = try sweep.run()
        // Also those that no server knows.
        try machines.driver(folder)?.stopAll()
        for failure in failures { print("machine \(failure.name) could not be stopped: \(failure.reason)") }
        if !failures.isEmpty { throw ExitCode.failure }
    }
}
