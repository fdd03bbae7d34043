/// Builds a syntax tree from a template's text and tags; throws where tags are not properly nested.
///
/// White space follows two rules. A tag alone on its line, or a parent's or block's pair of tags with nothing
/// before the first and nothing after the second, is removed with the blanks around it and the line's end. And a
/// block given as an argument loses the indentation it is written with and gets that of the block it replaces.
///
/// Source: the Mustache specification with its `~inheritance` module; the reasons for the block rules are in
/// https://github.com/mustache/spec/issues/130.
struct Parser {
    /// The limit for sections, parents and blocks within each other, far beyond templates written by hand.
    static let maxNesting = 100

    let source: SourceText
    /// The start of the text that belongs to no node yet.
    var cursor = 0
    /// The blanks to be removed from each line, while a block given as an argument is parsed.
    var dedent = 0..<0
    /// The nodes so far of the innermost open element, or of the template.
    var nodes: [SyntaxNode] = []
    var openElements: [OpenElement] = []

    static func parse(
        _ source: SourceText, delimiters: Delimiters = .standard
    ) throws(TemplateError) -> [SyntaxNode] {
        var parser = Parser(source: source)
        var scanner = TagScanner(source, delimiters: delimiters)
        while let tag = try scanner.next() { try parser.read(tag) }
        if let unclosed = parser.openElements.last {
            let closing = parser.closing(unclosed.tag)
            throw source.error(at: unclosed.tag.range.lowerBound, "expected \(closing) to close this tag")
        }
        parser.consumeText(through: source.bytes.count)
        return parser.nodes
    }

    private mutating func read(_ tag: Tag) throws(TemplateError) {
        switch tag.kind {
        case .comment, .delimiters:
            consumeLine(of: tag)
        case .variable, .unescapedVariable:
            consumeText(upTo: tag)
            let isEscaped = tag.kind == .variable
            let variable = VariableNode(
                path: try path(of: tag), isEscaped: isEscaped, range: tag.range)
            nodes.append(.variable(variable))
        case .partial:
            let indentation = consumeLine(of: tag)
            try appendInclusion(tag, indentation: indentation, arguments: [])
        case .section, .invertedSection:
            consumeLine(of: tag)
            try push(tag, leadingBlanks: nil)
        case .parent:
            let leadingBlanks = consumeLineStart(of: tag)
            try push(tag, leadingBlanks: leadingBlanks)
        case .block:
            try openBlock(tag)
        case .close:
            try close(tag)
        }
    }

    private mutating func close(_ tag: Tag) throws(TemplateError) {
        let found = source.text(tag.range)
        guard let opened = openElements.last else {
            throw source.error(at: tag.range.lowerBound, "expected an opening tag before \(found)")
        }
        guard isSameName(opened.tag, tag) else {
            let line = source.position(of: opened.tag.range.lowerBound).line
            throw source.error(
                at: tag.range.lowerBound,
                "expected \(closing(opened.tag)) to close the tag of line \(line), found \(found)")
        }
        switch opened.tag.kind {
        case .parent: try closeParent(opened, tag)
        case .block: closeBlock(opened, tag)
        default: try closeSection(opened, tag)
        }
    }

    private mutating func closeSection(_ opened: OpenElement, _ tag: Tag) throws(TemplateError) {
        let content = opened.contentStart..<consumeContent(of: tag)
        let section = SectionNode(
            path: try path(of: opened.tag), isInverted: opened.tag.kind == .invertedSection,
            offset: opened.tag.range.lowerBound, nodes: nodes, content: content,
            startsOnNewLine: opened.contentStartsOnNewLine, delimiters: opened.tag.delimiters)
        pop()
        nodes.append(.section(section))
    }

    mutating func push(_ tag: Tag, leadingBlanks: Range<Int>?) throws(TemplateError) {
        guard openElements.count < Self.maxNesting else {
            throw source.error(
                at: tag.range.lowerBound, "expected at most \(Self.maxNesting) tags within each other")
        }
        openElements.append(
            OpenElement(
                tag: tag, leadingBlanks: leadingBlanks, contentStart: cursor, enclosingNodes: nodes,
                enclosingDedent: dedent))
        nodes = []
    }

    mutating func pop() {
        guard let closed = openElements.popLast() else { return }
        nodes = closed.enclosingNodes
        dedent = closed.enclosingDedent
    }

    func path(of tag: Tag) throws(TemplateError) -> ValuePath {
        guard let path = ValuePath(source.text(tag.name(in: source))) else {
            throw source.error(at: tag.range.lowerBound, "expected a name between the dots of this tag")
        }
        return path
    }

    private func isSameName(_ opening: Tag, _ closing: Tag) -> Bool {
        opening.isDynamic(in: source) == closing.isDynamic(in: source)
            && source.text(opening.name(in: source)) == source.text(closing.name(in: source))
    }

    /// The text of the closing tag that `tag` needs.
    private func closing(_ tag: Tag) -> String {
        let delimiters = tag.delimiters
        let bytes = delimiters.open + [UInt8(ascii: "/")] + source.bytes[tag.content] + delimiters.close
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A section, parent or block whose closing tag has not been read yet.
struct OpenElement {
    let tag: Tag
    /// The blanks before a parent's or parameter's tag when nothing else precedes it on its line. Only the closing tag
    /// decides if they are indentation or text.
    let leadingBlanks: Range<Int>?
    let contentStart: Int
    /// True when the content begins on the line after the tag, whose own line end was removed with the tag.
    var contentStartsOnNewLine: Bool { contentStart > tag.range.upperBound }
    /// The parser's state to restore when the element is closed.
    let enclosingNodes: [SyntaxNode]
    let enclosingDedent: Range<Int>
}
