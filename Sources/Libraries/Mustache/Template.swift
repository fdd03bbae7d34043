/// A compiled template, ready to be rendered by any number of threads at once.
///
///     let template = try Template("Hello, {{name}}!")
///     var bytes: [UInt8] = []
///     try template.render(["name": "Rachel"], into: &bytes)
///
/// The language is Mustache as its specification defines it, with the optional modules for inheritance, dynamic
/// names and lambdas: https://github.com/mustache/spec.
///
/// A template passes four stages: `TagScanner` finds the tags in the text, `Parser` builds a tree of `SyntaxNode`s
/// from them, `Compiler` turns the tree, with the templates it includes, into one flat `Program`, and `Renderer`
/// runs the program with a `Value` as its context and writes straight into the caller's bytes.
package struct Template: Sendable {
    private let program: Program
    private let templates: TemplateSet
    private let scopes: ScopeTable

    /// Compiles a template, with those in `partials` that it includes, by name.
    ///
    /// Throws for a syntax error, here or in a partial, with its position and what was expected there; `name` is this
    /// template's name in errors.
    package init(
        _ text: String, name: String = "template", partials: [String: String] = [:],
        missing: MissingTemplates = .empty
    ) throws(TemplateError) {
        var parsed: [ParsedTemplate] = []
        for (name, text) in partials.sorted(by: { $0.key < $1.key }) {
            let source = SourceText(name: name, bytes: Array(text.utf8))
            parsed.append(try ParsedTemplate(name: name, source: source))
        }
        let source = SourceText(name: name, bytes: Array(text.utf8))
        try self.init(source, in: TemplateSet(parsed, missing: missing))
    }

    /// Compiles a template without partials from the bytes of a file; throws also for what is not UTF-8.
    package init(
        validating text: [UInt8], name: String, missing: MissingTemplates = .empty
    ) throws(TemplateError) {
        try self.init(SourceText(name: name, validating: text), in: TemplateSet([], missing: missing))
    }

    /// Compiles a template that does not belong to the set but may include its templates; the scopes it adds are
    /// freed with it.
    init(_ source: SourceText, in templates: TemplateSet) throws(TemplateError) {
        let parsed = try ParsedTemplate(name: source.name, source: source)
        try self.init(parsed, templates, ScopeTable(extending: templates.scopes))
    }

    /// Compiles a template of the set.
    init(_ template: ParsedTemplate, of templates: TemplateSet) throws(TemplateError) {
        try self.init(template, templates, templates.scopes)
    }

    private init(
        _ template: ParsedTemplate, _ templates: TemplateSet, _ scopes: ScopeTable
    ) throws(TemplateError) {
        var compiler = Compiler(templates: templates, scopes: scopes)
        program = try compiler.compile(template)
        self.templates = templates
        self.scopes = scopes
    }

    /// Appends the rendering to `bytes`; when it throws, nothing is appended.
    ///
    /// A caller that renders again and again keeps its array and empties it with
    /// `removeAll(keepingCapacity: true)`: then rendering allocates nothing.
    ///
    /// Throws when templates include each other without end, when a lambda returns a template with a syntax error, and
    /// for unknown names with `.refused`.
    package func render(
        _ context: Value, into bytes: inout [UInt8], unknownNames: UnknownNames = .empty
    ) throws(TemplateError) {
        try OutputBuffer.append(to: &bytes, expected: program.text.count) { (output) throws(TemplateError) in
            var renderer = Renderer(templates: templates, unknownNames: unknownNames, output: output)
            try withUnsafePointer(to: context) { (context) throws(TemplateError) in
                try ContextStack.with(context, on: nil) { (stack) throws(TemplateError) in
                    try renderer.run(program, scopes, on: stack)
                }
            }
            guard renderer.diagnostics.isEmpty else { throw TemplateError(renderer.diagnostics) }
            return renderer.output
        }
    }

    /// The rendering as a string, for tests and where speed does not matter; throws like `render(_:into:)`.
    package func render(_ context: Value, unknownNames: UnknownNames = .empty) throws(TemplateError) -> String
    {
        var bytes: [UInt8] = []
        try render(context, into: &bytes, unknownNames: unknownNames)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The treatment of a partial or parent that names no template.
package enum MissingTemplates: Sendable {
    /// Compiling the template that names it throws: for our own templates.
    case refused
    /// It renders as nothing, as the specification requires.
    case empty
}

/// The treatment of a name that no object on the context stack has.
package enum UnknownNames: Sendable {
    /// It renders as nothing, as the specification requires.
    case empty
    /// Rendering throws and reports each such name: for testing templates.
    case refused
}
