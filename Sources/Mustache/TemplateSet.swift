/// What to do about a partial or parent that names no template.
package enum MissingTemplates: Sendable {
    /// Refuse the template that names it: for templates that are ours.
    case refused
    /// Render nothing in its place, as the specification asks.
    case empty
}

/// A template as parsed, before anything is included in it.
struct ParsedTemplate: Sendable {
    let name: String
    let source: Source
    let nodes: [Node]

    init(name: String, source: Source) throws(TemplateError) {
        self.name = name
        self.source = source
        nodes = try Parser.parse(source)
    }
}

/// The templates that can include each other. Immutable and shared by all threads.
final class TemplateSet: Sendable {
    let missing: MissingTemplates
    /// Programs for dynamic inclusions, made when first needed.
    let variants = VariantCache()
    private let templates: [String: ParsedTemplate]

    init(_ templates: [ParsedTemplate], missing: MissingTemplates) {
        self.templates = Dictionary(templates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.missing = missing
    }

    subscript(name: String) -> ParsedTemplate? { templates[name] }
}
