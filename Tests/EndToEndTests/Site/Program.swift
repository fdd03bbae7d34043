import Foundation
import TestSupport

/// A finished run of one of our programs, its two outputs kept apart.
struct Program: Sendable {
    let status: Int32
    let output: String
    let complaint: String

    /// Runs a program of ours to its end with that standard input. Throws `NotInTime` after a minute.
    static func run(
        _ name: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Program {
        let folder = try TemporaryDirectory()
        for (name, text) in [("input", input), ("output", ""), ("complaint", "")] {
            try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        let process = Process()
        process.executableURL = URL(filePath: Checkout.program(name))
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: folder.path("input")))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: folder.path("output")))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder.path("complaint")))
        try process.run()
        do {
            try await waitUntil("\(name) \(arguments) ends", within: .seconds(60)) { !process.isRunning }
        } catch {
            process.terminate()
            throw error
        }
        return Program(
            status: process.terminationStatus,
            output: try String(contentsOfFile: folder.path("output"), encoding: .utf8),
            complaint: try String(contentsOfFile: folder.path("complaint"), encoding: .utf8))
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
