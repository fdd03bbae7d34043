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
