import ArgumentParser

/// The program `rachel-bench`, with a subcommand for each measurement.
@main
struct RachelBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rachel-bench",
        abstract: "Measures what has to be fast.",
        subcommands: [MeasureTemplates.self, FuzzTemplates.self, MeasureWriters.self])
}
