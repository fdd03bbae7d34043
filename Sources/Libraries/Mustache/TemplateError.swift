/// Why a template can't be read, compiled or rendered: one or more problems, each with its place and what was
/// expected there.
package struct TemplateError: Error, Equatable, Sendable {
    package struct Position: Equatable, Sendable {
        /// From 1.
        package let line: Int
        /// From 1, in Unicode scalars.
        package let column: Int
    }

    package struct Problem: Equatable, Sendable {
        /// The file's path as the library was given it, or the name of a template that has no file.
        package let file: String
        /// Nil when the file or directory as a whole is at fault.
        package let position: Position?
        /// Says what was expected, in one line.
        package let message: String
    }

    /// In the order they were found; never empty.
    package let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// One problem with a file or directory as a whole.
    init(file: String, _ message: String) {
        problems = [Problem(file: file, position: nil, message: message)]
    }
}

extension TemplateError: CustomStringConvertible {
    /// A line for each problem: `FILE:LINE:COLUMN: message`, or `FILE: message`.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

extension TemplateError.Problem: CustomStringConvertible {
    package var description: String {
        guard let position else { return "\(file): \(message)" }
        return "\(file):\(position.line):\(position.column): \(message)"
    }
}
