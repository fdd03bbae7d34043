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
