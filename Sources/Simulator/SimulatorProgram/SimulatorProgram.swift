import ArgumentParser

@main
struct SimulatorProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hetzner-sim",
        abstract: "Stands in for Hetzner Cloud in demonstrations and tests. Never part of production.",
        subcommands: [
            Serve.self, Faults.self, Scenarios.self, ShowLog.self, ShowWorld.self, ShowBill.self, Reset.self,
            Machine.self,
        ])
}
