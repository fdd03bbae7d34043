/// A compiled template, ready to be rendered by any number of threads at once.
///
///     let template = try Template("Hello, {{name}}!")
///     var bytes: [UInt8] = []
///     try template.render(["name": "Rachel"], into: &bytes)
///
/// The language is Mustache as its specification defines it, with the optional modules for inheritance, dynamic
/// names and lambdas: https://github.com/mustache/spec.
///
/// On its way a template is what each part makes of it: `TagScanner` finds the tags in the text, `Parser` nests
/// them into `SyntaxNode`s, `Compiler` writes these out as one flat `Program`, included templates and all, and
/// `Renderer` runs the program over a `Value`, writing straight into the caller's bytes.
package struct Template: Sendable {
    private let program: Program
    private let templates: TemplateSet
    private let scopes: ScopeTable

    /// A template by itself, or with the templates in `partials`, by name.
    ///
    /// Throws for what is not Mustache, here or in a partial, with the place and what was expected there;
    /// `name` is what errors call this template.
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

    /// A template by itself as read from a file, which need not be UTF-8 and is refused then.
    package init(
        validating text: [UInt8], name: String, missing: MissingTemplates = .empty
    ) throws(TemplateError) {
        try self.init(SourceText(name: name, validating: text), in: TemplateSet([], missing: missing))
    }

    /// A template that is none of the set but may include those; its scopes go with it.
    init(_ source: SourceText, in templates: TemplateSet) throws(TemplateError) {
        let parsed = try ParsedTemplate(name: source.name, source: source)
        try self.init(parsed, templates, ScopeTable(extending: templates.scopes))
    }

    /// A template of the set.
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
    /// Throws when templates include each other without end, when a lambda answers with a broken template, and
    /// for unknown names if they are to be refused.
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

    /// The rendering as a string, for tests and for what isn't rendered often.
    package func render(_ context: Value, unknownNames: UnknownNames = .empty) throws(TemplateError) -> String
    {
        var bytes: [UInt8] = []
        try render(context, into: &bytes, unknownNames: unknownNames)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What to do about a partial or parent that names no template.
package enum MissingTemplates: Sendable {
    /// Refuse the template that names it: for templates that are ours.
    case refused
    /// Render nothing in its place, as the specification asks.
    case empty
}

/// What to do about a name that no object on the context stack has.
package enum UnknownNames: Sendable {
    /// Render nothing, as the specification asks.
    case empty
    /// Refuse the rendering and report each: for testing templates.
    case refused
}
