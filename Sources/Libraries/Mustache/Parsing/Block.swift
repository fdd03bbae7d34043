/// `{{$name}}…{{/name}}`: directly inside a parent tag an argument, anywhere else a parameter with its default.
final class Block: Sendable {
    let name: String
    let nodes: [Node]
    /// Whether the content begins with a line, not beside its tag.
    let beginsLine: Bool
    /// The indentation for each line of an argument that replaces this block; nil where the block shares its
    /// lines with other text, so that an argument is inserted as it is. Meaningless for an argument.
    let indentation: Range<Int>?
    let offset: Int

    init(name: String, nodes: [Node], beginsLine: Bool, indentation: Range<Int>?, offset: Int) {
        self.name = name
        self.nodes = nodes
        self.beginsLine = beginsLine
        self.indentation = indentation
        self.offset = offset
    }
}
