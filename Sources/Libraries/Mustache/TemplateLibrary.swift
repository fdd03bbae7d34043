import Synchronization

/// The templates of a folder, read and compiled once and shared by all threads.
///
///     let library = try TemplateLibrary(directory: "templates")
///     let page = try library.template("dashboard")
///     try page.render(["title": "Status"], into: &bytes)
///
/// Each file `NAME.mustache` is the template NAME; in folders, names are paths: `shared/head`. Templates include
/// each other by these names.
package final class TemplateLibrary: Sendable {
    /// Whether files that change later are read again.
    package enum Reload: Sendable {
        case never
        /// At each request for a template, when any file was changed, added or removed: for development.
        case whenChanged
    }

    private struct Contents {
        let files: [TemplateFolder.File]
        let set: TemplateSet
        let templates: [String: Template]
    }

    private let folder: TemplateFolder
    private let missing: MissingTemplates
    private let reload: Reload
    private let contents: Mutex<Contents>

    /// Reads the whole folder. Throws with all problems of all files when any template is broken, or names one
    /// that isn't there, unless those are to be `empty`.
    package init(
        directory: String, missing: MissingTemplates = .refused, reload: Reload = .never
    ) throws(TemplateError) {
        folder = TemplateFolder(path: directory)
        self.missing = missing
        self.reload = reload
        contents = Mutex(try Self.load(folder, missing))
    }

    /// The template of that name. Throws when there is none, and with `whenChanged` when a changed file is
    /// broken; asking again after it was mended succeeds.
    package func template(_ name: String) throws(TemplateError) -> Template {
        let current = try contents.withLock { (contents) throws(TemplateError) in
            if reload == .whenChanged, try folder.files() != contents.files {
                contents = try Self.load(folder, missing)
            }
            return contents.templates
        }
        guard let template = current[name] else {
            throw TemplateError(file: folder.path, "expected a template named \"\(name)\"")
        }
        return template
    }

    /// All tags of all templates that write their values unescaped.
    package var rawVariables: [RawVariable] {
        contents.withLock { $0.set.rawVariables }
    }

    /// A template that is no file of the folder but includes the folder's templates; `name` is what errors call
    /// it.
    package func compile(_ text: [UInt8], name: String) throws(TemplateError) -> Template {
        let source = try Source(name: name, validating: text)
        return try Template(source, in: contents.withLock(\.set))
    }

    private static func load(
        _ folder: TemplateFolder, _ missing: MissingTemplates
    ) throws(TemplateError) -> Contents {
        let files = try folder.files()
        var problems: [TemplateError.Problem] = []
        var parsed: [ParsedTemplate] = []
        for file in files {
            do throws(TemplateError) {
                parsed.append(
                    try ParsedTemplate(name: folder.name(of: file), source: try folder.source(of: file)))
            } catch { problems += error.problems }
        }
        guard problems.isEmpty else { throw TemplateError(problems) }
        let templates = TemplateSet(parsed, missing: missing)
        var compiled: [String: Template] = [:]
        for template in parsed {
            do throws(TemplateError) {
                compiled[template.name] = try Template(template, of: templates)
            } catch {
                // A partial's problem shows in each template that includes it.
                problems += error.problems.filter { !problems.contains($0) }
            }
        }
        guard problems.isEmpty else { throw TemplateError(problems) }
        return Contents(files: files, set: templates, templates: compiled)
    }
}
