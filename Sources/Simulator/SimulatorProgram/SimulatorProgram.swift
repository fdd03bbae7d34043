import ArgumentParser

@main
struct SimulatorProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hetzner-sim",
        abstract: "Stands in for Hetzner Cloud in demonstrations and tests. Never part of production.",
        subcommands: [
            Serve.self, FaultCommands.self, ScenarioCommands.self, LogCommand.self, WorldCommand.self,
            BillCommand.self, Reset.self, MachineCommands.self,
        ])
}
