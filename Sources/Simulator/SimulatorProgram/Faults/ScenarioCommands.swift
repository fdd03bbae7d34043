import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud

/// `hetzner-sim scenario`: named sets of faults.
struct ScenarioCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Explains the scenarios that come with the simulator, and plays one.",
        subcommands: [List.self, Play.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Explains every scenario.")
        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            if json {
                return print(JSON.array(Scenario.all.map(\.json)).text)
            }
            var table = TextTable(["NAME", "WHAT HAPPENS", "FAULTS"])
            for scenario in Scenario.all {
                table.add([scenario.name, scenario.explanation, scenario.faults.joined(separator: "  ")])
            }
            print(table.text)
        }
    }

    struct Play: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switches a scenario's faults on in a simulator that runs; `fault clear` ends it.")
        @OptionGroup var world: WorldFile
        @Argument(help: "A scenario's name, or a file with a fault a line.")
        var name: String

        func run() throws {
            let scenario = try Scenario.find(name)
            let database = try world.openExisting()
            try database.write {
                for fault in scenario.faults { try World.switchOn(fault, in: database) }
            }
        }
    }
}

extension Scenario {
    /// A scenario that comes with the simulator, or one from a file.
    static func find(_ name: String) throws -> Scenario {
        if let scenario = Scenario.named(name) { return scenario }
        guard FileManager.default.fileExists(atPath: name) else {
            throw ValidationError("there is no scenario and no file named '\(name)'")
        }
        return try Scenario(name: name, file: try String(contentsOf: URL(filePath: name), encoding: .utf8))
    }
}
