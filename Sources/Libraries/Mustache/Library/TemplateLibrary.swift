import Synchronization

/// The templates of a directory, read and compiled once and shared by all threads.
///
///     let library = try TemplateLibrary(directory: "templates")
///     let page = try library.template("dashboard")
///     try page.render(["title": "Status"], into: &bytes)
///
/// Each file `NAME.mustache` is the template NAME; in directories, names are paths: `shared/head`. Templates include
/// each other by these names.
package final class TemplateLibrary: Sendable {
    /// The treatment of files that change after they were read.
    package enum Reload: Sendable {
        case never
        /// Every request for a template reads the directory again if a file was changed, added or removed: for
        /// development.
        case whenChanged
    }

    private struct Contents {
        let files: [TemplateDirectory.File]
        let set: TemplateSet
        let templates: [String: Template]
    }

    private let directory: TemplateDirectory
    private let missing: MissingTemplates
    private let reload: Reload
    private let contents: Mutex<Contents>

    /// Reads and compiles all templates. Throws with the diagnostics of all files when a file can't be read, when a
    /// template has a syntax error, and, with `.refused`, when one includes a template that doesn't exist.
    package init(
        directory: String, missing: MissingTemplates = .refused, reload: Reload = .never
    ) throws(TemplateError) {
        let directory = TemplateDirectory(path: directory)
        self.directory = directory
        self.missing = missing
        self.reload = reload
        contents = Mutex(try Self.load(directory, missing))
    }

    /// The template of that name. Throws when there is none and, with `.whenChanged`, while a changed file has an
    /// error; it succeeds again once the file is corrected.
    package func template(_ name: String) throws(TemplateError) -> Template {
        let current = try contents.withLock { (contents) throws(TemplateError) in
            if reload == .whenChanged, try directory.files() != contents.files {
                contents = try Self.load(directory, missing)
            }
            return contents.templates
        }
        guard let template = current[name] else {
            throw TemplateError(file: directory.path, "expected a template named \"\(name)\"")
        }
        return template
    }

    /// All tags of all templates that write their value unescaped.
    package var unescapedVariables: [UnescapedVariable] {
        contents.withLock { $0.set.unescapedVariables }
    }

    /// Compiles a template that is not a file of the directory but may include the directory's templates; `name` is its
    /// name in errors. Throws for a syntax error and for what is not UTF-8.
    package func compile(_ text: [UInt8], name: String) throws(TemplateError) -> Template {
        let source = try SourceText(name: name, validating: text)
        return try Template(source, in: contents.withLock(\.set))
    }

    private static func load(
        _ directory: TemplateDirectory, _ missing: MissingTemplates
    ) throws(TemplateError) -> Contents {
        let files = try directory.files()
        var diagnostics: [TemplateError.Diagnostic] = []
        var parsed: [ParsedTemplate] = []
        for file in files {
            do throws(TemplateError) {
                parsed.append(
                    try ParsedTemplate(name: directory.name(of: file), source: try directory.source(of: file))
                )
            } catch { diagnostics += error.diagnostics }
        }
        guard diagnostics.isEmpty else { throw TemplateError(diagnostics) }
        let templates = TemplateSet(parsed, missing: missing)
        var compiled: [String: Template] = [:]
        for template in parsed {
            do throws(TemplateError) {
                compiled[template.name] = try Template(template, of: templates)
            } catch {
                // An error in a partial shows in each template that includes it.
                diagnostics += error.diagnostics.filter { !diagnostics.contains($0) }
            }
        }
        guard diagnostics.isEmpty else { throw TemplateError(diagnostics) }
        return Contents(files: files, set: templates, templates: compiled)
    }
}
