import ArgumentParser
import FoundationEssentials
import SimulatedMachine
import SimulatorFaults

/// `hetzner-sim machine`: simulated machines, one by one. The API runs these commands for each server; a person may.
struct MachineCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Starts and stops simulated machines: a real sshd each, in namespaces of its own.",
        subcommands: [
            MachineStart.self, MachineStop.self, MachineList.self, MachineFaults.self, MachineInside.self,
        ])
}

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

struct MachineList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the machines of the state directory.")

    @Flag(help: "As a JSON array.")
    var json = false
    @OptionGroup var directory: MachineState

    func run() throws {
        let machines = try directory.driver.machines()
        guard !json else {
            print(String(decoding: try JSONEncoder().encode(machines), as: UTF8.self))
            return
        }
        for machine in machines {
            let process = machine.processID.map { "process \($0)" } ?? "ended"
            print("\(machine.name)\t\(machine.address):\(machine.sshPort)\t\(process)\t\(machine.console)")
        }
    }
}

struct MachineFaults: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults", abstract: "Lists what --fault can make go wrong.")

    func run() {
        for fault in MachineFault.allCases {
            let space = String(repeating: " ", count: max(1, 16 - fault.rawValue.count))
            print(fault.rawValue + space + fault.mechanism)
        }
    }
}

/// Runs inside the machine: its first process, and the commands that stand in for those of its image.
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
