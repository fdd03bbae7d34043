import ArgumentParser

@main
struct RachelBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rachel-bench",
        abstract: "Measures what has to be fast.",
        subcommands: [Templates.self, FuzzTemplates.self])
}
