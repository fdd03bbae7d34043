import Foundation
import TestSupport

/// A finished run of one of our programs, its two outputs kept apart.
struct Program: Sendable {
    let status: Int32
    let output: String
    let errorText: String

    /// Runs a program of ours to its end with that standard input. Throws `NotInTime` after two minutes.
    static func run(
        _ name: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Program {
        let directory = try TemporaryDirectory()
        for (name, text) in [("input", input), ("output", ""), ("errors", "")] {
            try text.write(toFile: directory.path(name), atomically: true, encoding: .utf8)
        }
        let process = try ChildProgram(
            Checkout.program(name), arguments, input: directory.path("input"), log: directory.path("output"),
            errors: directory.path("errors"),
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
        let status = try await waitFor("\(name) \(arguments) ends") {
            process.exitStatus
        }
        return Program(
            status: status,
            output: try String(contentsOfFile: directory.path("output"), encoding: .utf8),
            errorText: try String(contentsOfFile: directory.path("errors"), encoding: .utf8))
    }
}

extension Site {
    /// Runs `rachel-cloud` with the site's configuration.
    func command(_ arguments: String..., input: String = "") async throws -> Program {
        try await command(arguments, input: input)
    }

    /// Runs `rachel-cloud` with the site's configuration.
    func command(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Program {
        try await Program.run(
            "rachel-cloud", arguments + ["--config", state.configuration], input: input,
            environment: environment)
    }
}
