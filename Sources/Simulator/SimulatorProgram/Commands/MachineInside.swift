import ArgumentParser
import SimulatedMachine

/// What the machine itself runs: its first process, and the commands that stand in for those of its image.
struct MachineInside: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inside", abstract: "Runs a program of a machine, inside it.", shouldDisplay: false)

    @Argument var program: GuestProgram
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    func run() throws {
        throw ExitCode(program.run(arguments))
    }
}

extension GuestProgram: ExpressibleByArgument {}
