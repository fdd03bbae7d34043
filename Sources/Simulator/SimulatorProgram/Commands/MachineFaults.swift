import ArgumentParser
import SimulatorFaults

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
