import ArgumentParser
import FoundationEssentials
import SimulatedMachine

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
