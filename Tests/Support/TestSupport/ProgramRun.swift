import Foundation

/// A finished run of a program, with its output.
package struct ProgramRun {
    package let status: Int32
    package let output: String

    /// Runs the program to its end with nothing on its standard input; its standard error goes with the output.
    package init(_ path: String, _ arguments: [String]) throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("output")
        let program = try ChildProgram(path, arguments, log: file)
        guard let status = program.waitForExit(within: .seconds(300)) else {
            throw NotInTime("\(path) \(arguments) did not end")
        }
        self.status = status
        output = try String(contentsOfFile: file, encoding: .utf8)
    }

    package init(_ path: String, _ arguments: String...) throws {
        try self.init(path, arguments)
    }

    /// The words of the output.
    package var words: [Substring] {
        output.split { $0.isWhitespace }
    }
}
