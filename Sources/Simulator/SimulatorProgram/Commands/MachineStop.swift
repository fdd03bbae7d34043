import ArgumentParser
import SimulatedMachine

struct MachineStop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Ends everything in a machine and forgets it.",
        discussion: "A machine that is not there counts as stopped.")

    @Option(help: "The machine's name.")
    var name: String?
    @Flag(help: "Every machine of the state directory, also those that a killed simulator left.")
    var all = false
    @OptionGroup var directory: MachineState

    func validate() throws {
        guard (name == nil) == all else { throw ValidationError("expected either --name or --all") }
    }

    func run() throws {
        if let name {
            try directory.driver.stop(name: name)
        } else {
            try directory.driver.stopAll()
        }
    }
}
