import ArgumentParser

@main
struct HetznerSimulator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hetzner-sim",
        abstract: "Stands in for Hetzner Cloud in demonstrations and tests. Never part of production.",
        subcommands: [Serve.self, Reset.self, Machine.self])
}
