/// The reasons why a template or a context can't be read, compiled or rendered: one or more diagnostics, each with its
/// position and what was expected there.
package struct TemplateError: Error, Equatable, Sendable {
    /// A position in a text.
    package struct Position: Equatable, Sendable {
        /// From 1.
        package let line: Int
        /// From 1, in Unicode scalars.
        package let column: Int
    }

    /// One error in one file.
    package struct Diagnostic: Equatable, Sendable {
        /// The file's path as the library was given it, or the name of a template that has no file.
        package let file: String
        /// Nil when the error is about the file or directory as a whole.
        package let position: Position?
        /// One line that says what was expected.
        package let message: String
    }

    /// In the order they were found; never empty.
    package let diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    /// One diagnostic about a file or directory as a whole.
    init(file: String, _ message: String) {
        diagnostics = [Diagnostic(file: file, position: nil, message: message)]
    }
}

extension TemplateError: CustomStringConvertible {
    /// A line for each diagnostic: `FILE:LINE:COLUMN: message`, or `FILE: message`.
    package var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}

extension TemplateError.Diagnostic: CustomStringConvertible {
    package var description: String {
        guard let position else { return "\(file): \(message)" }
        return "\(file):\(position.line):\(position.column): \(message)"
    }
}
