import ArgumentParser

/// Simulated machines, one by one: what the API runs for each server, and what a person may run by hand.
struct Machine: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Starts and stops simulated machines: a real sshd each, in namespaces of its own.",
        subcommands: [
            MachineStart.self, MachineStop.self, MachineList.self, MachineFaults.self, MachineInside.self,
        ])
}
