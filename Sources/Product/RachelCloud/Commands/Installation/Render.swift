import ArgumentParser
import Mustache

/// The command `render`, which renders one template with one context, for trials and tests.
struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Render a Mustache template to standard output.",
        discussion: """
            Exits with 0, or with 2 when the template, the context or the directory can't be used; then standard \
            output stays empty, and standard error says FILE:LINE:COLUMN: what was expected.
            """)

    @Argument(help: "The template's file, or - for standard input.")
    var file: String

    @Option(help: "The context: JSON text, a file with it, named as FILE or @FILE, or - for standard input.")
    var context: String

    @Option(help: "A directory with NAME.mustache for each partial NAME. One that isn't there is empty.")
    var partials: String?

    @Flag(help: "Refuse names that the context doesn't have and partials that aren't there.")
    var strict = false

    func validate() throws {
        if file == "-", context == "-" {
            throw ValidationError("Standard input can't be both the template and the context.")
        }
    }

    func run() throws {
        var bytes: [UInt8] = []
        do {
            let value = try contextValue()
            try template().render(value, into: &bytes, unknownNames: strict ? .refused : .empty)
        } catch let error as TemplateError {
            throw BadInput(error.description)
        }
        try Output.write(bytes)
    }

    private func template() throws -> Template {
        let name = file == "-" ? "standard input" : file
        let text = try InputText.read(file)
        let missing: MissingTemplates = strict ? .refused : .empty
        guard let partials else { return try Template(validating: text, name: name, missing: missing) }
        return try TemplateLibrary(directory: partials, missing: missing).compile(text, name: name)
    }

    private func contextValue() throws -> Value {
        if context == "-" { return try Value(json: InputText.read("-"), name: "standard input") }
        if context.hasPrefix("@") {
            let path = String(context.dropFirst())
            return try Value(json: InputText.read(path), name: path)
        }
        // No file has a name like a JSON object or list, and no JSON looks like a path.
        let isPath = context.hasPrefix("/") || context.hasPrefix(".") || context.hasSuffix(".json")
        if isPath || InputText.isFile(context) {
            return try Value(json: InputText.read(context), name: context)
        }
        return try Value(json: Array(context.utf8), name: "--context")
    }
}
