/// A node of a template's syntax tree. Texts are ranges of the source.
enum SyntaxNode: Sendable {
    /// The start of a line, where an included template's indentation is written.
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
    /// The whole tag.
    let range: Range<Int>
}

/// `{{#path}}…{{/path}}` or `{{^path}}…{{/path}}`.
final class SectionNode: Sendable {
    let path: ValuePath
    let isInverted: Bool
    let offset: Int
    let nodes: [SyntaxNode]
    /// The text between the tags, for lambdas.
    let content: Range<Int>
    /// True when the content begins on the line after its tag.
    let startsOnNewLine: Bool
    /// The delimiters of the opening tag.
    let delimiters: Delimiters

    init(
        path: ValuePath, isInverted: Bool, offset: Int, nodes: [SyntaxNode], content: Range<Int>,
        startsOnNewLine: Bool, delimiters: Delimiters
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
    /// The blanks before a tag that is alone on its lines, which each line of the included template gets; nil for a tag
    /// that shares its line.
    let indentation: Range<Int>?
    /// The blocks between a parent's tags.
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
    /// True when the content begins on the line after its tag.
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

/// A dotted name, the path from the context to a value.
struct ValuePath: Equatable, Sendable {
    /// The part of the context stack in which the first name is looked up: all of it, or only the item on its top, as
    /// for `{{.}}` and `{{.name}}`.
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
