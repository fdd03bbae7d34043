/// The syntax tree of one template, before anything is included in it.
struct ParsedTemplate: Sendable {
    let name: String
    let source: SourceText
    let nodes: [SyntaxNode]

    init(name: String, source: SourceText) throws(TemplateError) {
        self.name = name
        self.source = source
        nodes = try Parser.parse(source)
    }
}

/// The templates that can include each other. Immutable and shared by all threads.
final class TemplateSet: Sendable {
    let missing: MissingTemplates
    /// The scopes that the programs of these templates refer to.
    let scopes = ScopeTable()
    private let templates: [String: ParsedTemplate]

    init(_ templates: [ParsedTemplate], missing: MissingTemplates) {
        self.templates = Dictionary(templates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.missing = missing
    }

    /// All tags that write their value unescaped, in the order of the templates' names.
    var unescapedVariables: [UnescapedVariable] {
        templates.values.sorted { $0.name < $1.name }.flatMap(\.unescapedVariables)
    }

    subscript(name: String) -> ParsedTemplate? { templates[name] }
}
