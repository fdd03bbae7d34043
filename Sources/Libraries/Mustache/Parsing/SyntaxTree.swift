/// A parsed template is a list of nodes. Text is kept as ranges of the source.
enum SyntaxNode: Sendable {
    /// A line of the template begins: where the indentation goes when the template is included with one.
    case lineStart
    case text(Range<Int>)
    case variable(VariableNode)
    case section(SectionNode)
    case inclusion(InclusionNode)
    case block(BlockNode)
}

/// `{{path}}`, `{{{path}}}` or `{{&path}}`.
struct VariableNode: Sendable {
    let path: ValuePath
    let isEscaped: Bool
    /// The tag.
    let range: Range<Int>
}

/// `{{#path}}…{{/path}}` or `{{^path}}…{{/path}}`.
final class SectionNode: Sendable {
    let path: ValuePath
    let isInverted: Bool
    let offset: Int
    let nodes: [SyntaxNode]
    /// What lies between the tags, for lambdas.
    let content: Range<Int>
    /// Whether the content begins with a line, not beside its tag.
    let startsOnNewLine: Bool
    /// In force where the opening tag stands.
    let delimiters: Delimiters

    init(
        path: ValuePath, isInverted: Bool, offset: Int, nodes: [SyntaxNode], content: Range<Int>,
        startsOnNewLine: Bool,
        delimiters: Delimiters
    ) {
        self.path = path
        self.isInverted = isInverted
        self.offset = offset
        self.nodes = nodes
        self.content = content
        self.startsOnNewLine = startsOnNewLine
        self.delimiters = delimiters
    }
}

/// `{{>name}}`, or `{{<name}}…{{/name}}` with its arguments.
final class InclusionNode: Sendable {
    enum Target: Sendable {
        case template(String)
        /// The template named by the value at this path: `{{>*path}}`.
        case dynamic(ValuePath)
    }

    let target: Target
    /// The blanks before a tag that stands alone on its lines, prepended to each line of what is included;
    /// nil for a tag that shares its line.
    let indentation: Range<Int>?
    /// The blocks of a parent tag.
    let arguments: [BlockNode]
    let offset: Int

    init(target: Target, indentation: Range<Int>?, arguments: [BlockNode], offset: Int) {
        self.target = target
        self.indentation = indentation
        self.arguments = arguments
        self.offset = offset
    }
}

/// `{{$name}}…{{/name}}`: directly inside a parent tag an argument, anywhere else a parameter with its default.
final class BlockNode: Sendable {
    let name: String
    let nodes: [SyntaxNode]
    /// Whether the content begins with a line, not beside its tag.
    let startsOnNewLine: Bool
    /// The indentation for each line of an argument that replaces this block; nil where the block shares its
    /// lines with other text, so that an argument is inserted as it is. Meaningless for an argument.
    let indentation: Range<Int>?
    let offset: Int

    init(name: String, nodes: [SyntaxNode], startsOnNewLine: Bool, indentation: Range<Int>?, offset: Int) {
        self.name = name
        self.nodes = nodes
        self.startsOnNewLine = startsOnNewLine
        self.indentation = indentation
        self.offset = offset
    }
}

/// What a tag looks up: a dotted name.
struct ValuePath: Equatable, Sendable {
    /// Where the first name is looked for: anywhere on the stack, or only in the item on top of it, as in
    /// `{{.}}` and `{{.name}}`.
    enum Start { case anywhere, current }

    let start: Start
    /// Empty for the implicit iterator `{{.}}`.
    let names: [Name]

    /// Nil when a part between the dots is empty.
    init?(_ text: String) {
        guard text != "." else {
            self.init(start: .current, names: [])
            return
        }
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let start = parts[0].isEmpty ? Start.current : .anywhere
        if start == .current { parts.removeFirst() }
        guard !parts.contains("") else { return nil }
        self.init(start: start, names: parts.map { Name(String($0)) })
    }

    private init(start: Start, names: [Name]) {
        self.start = start
        self.names = names
    }
}
