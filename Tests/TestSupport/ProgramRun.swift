import Foundation

/// One finished run of a program of the system, for tests that compare ours with theirs.
package struct ProgramRun {
    package let status: Int32
    package let output: String

    /// Runs the program to its end with nothing on its standard input; its standard error goes with the output.
    /// Meant for programs that print less than a pipe holds.
    package init(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: bytes, as: UTF8.self)
    }

    package init(_ path: String, _ arguments: String...) throws {
        try self.init(path, arguments)
    }

    /// The output's words.
    package var words: [Substring] {
        output.split { $0.isWhitespace }
    }
}
