import ArgumentParser
import FoundationEssentials
import SQLite
import SimulatedCloud

/// What goes wrong from the start; `hetzner-sim fault` changes it while the simulator runs.
struct ServeMisfortunes: ParsableArguments {
    @Option(
        help: """
            A fault, as NAME or NAME:KEY=VALUE,…; may be given again. See: hetzner-sim fault kinds
            """)
    var fault: [String] = []
    @Option(
        help: """
            A scenario's name, or a file with a fault a line; may be given again. See: hetzner-sim scenario list
            """)
    var scenario: [String] = []

    /// Replaces what an earlier start has switched on; keeps what was added since, and lets a simulator that is
    /// started again the same way count on.
    func switchOn(in database: Database) throws {
        try World.setStartFaults(try faults(), in: database)
    }

    private func faults() throws -> [String] {
        var texts = fault
        for name in scenario {
            texts += try Scenario.find(name).faults
        }
        for text in texts { _ = try FaultInjection(text) }
        return texts
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
