/// `{{#path}}…{{/path}}` or `{{^path}}…{{/path}}`.
final class Section: Sendable {
    let path: Path
    let isInverted: Bool
    let offset: Int
    let nodes: [Node]
    /// What lies between the tags, for lambdas.
    let content: Range<Int>
    /// Whether the content begins with a line, not beside its tag.
    let beginsLine: Bool
    /// In force where the opening tag stands.
    let delimiters: Delimiters

    init(
        path: Path, isInverted: Bool, offset: Int, nodes: [Node], content: Range<Int>, beginsLine: Bool,
        delimiters: Delimiters
    ) {
        self.path = path
        self.isInverted = isInverted
        self.offset = offset
        self.nodes = nodes
        self.content = content
        self.beginsLine = beginsLine
        self.delimiters = delimiters
    }
}
