import ArgumentParser
import Glibc
import Mustache

/// `rachel-bench templates` measures the number of times that a page is rendered in a second of processor time.
struct MeasureTemplates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract:
            "Render a page again and again, and print how often a second of processor time is enough for.",
        discussion: "Without a template it renders our status page; run it from the repository's root then.")

    @Option(help: "The template's file.")
    var template: String?

    @Option(help: "The context: JSON text, or a file with it, named as FILE or @FILE.")
    var context: String?

    @Option(help: "A directory with NAME.mustache for each partial NAME. One that isn't there is empty.")
    var partials: String?

    @Option(help: "Seconds of processor time to measure for.")
    var seconds = 2.0

    func validate() throws {
        guard (template == nil) == (context == nil) else {
            throw ValidationError("A template needs a context, and a context a template.")
        }
        guard seconds > 0 else { throw ValidationError("Expected a time to measure for.") }
    }

    func run() throws {
        let page = try page()
        let context = try contextValue()
        var bytes: [UInt8] = []
        let rate = try perCPUSecond(seconds) {
            bytes.removeAll(keepingCapacity: true)
            try page.render(context, into: &bytes)
        }
        print("{\"engine\":\"rachel\",\"per_s\":\(Int(rate)),\"bytes\":\(bytes.count)}")
    }

    private func page() throws -> Template {
        guard let template else { return try TemplateLibrary(directory: "templates").template("dashboard") }
        let text = try InputFile.read(template)
        guard let partials else { return try Template(validating: text, name: template) }
        return try TemplateLibrary(directory: partials, missing: .empty).compile(text, name: template)
    }

    private func contextValue() throws -> Value {
        guard let context else {
            return try Value(json: InputFile.read("Tests/TemplateComparison/status.json"))
        }
        if context.hasPrefix("@") { return try Value(json: InputFile.read(String(context.dropFirst()))) }
        if access(context, F_OK) == 0 { return try Value(json: InputFile.read(context)) }
        return try Value(json: Array(context.utf8))
    }
}

/// Reads the files that a measurement needs.
enum InputFile {
    /// The whole content of a file. Throws with its path and the system's error message when it can't be opened.
    static func read(_ path: String) throws -> [UInt8] {
        guard let stream = fopen(path, "rbe") else {
            throw ValidationError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while feof(stream) == 0, ferror(stream) == 0 {
            bytes += [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, stream)
            }
        }
        return bytes
    }
}
