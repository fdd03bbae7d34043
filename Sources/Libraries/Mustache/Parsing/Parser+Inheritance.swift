/// Partials, parents and blocks.
extension Parser {
    mutating func appendInclusion(
        _ tag: Tag, indentation: Range<Int>?, arguments: [BlockNode]
    ) throws(TemplateError) {
        let target: InclusionNode.Target =
            tag.isDynamic(in: source) ? .dynamic(try path(of: tag)) : .template(source.text(tag.content))
        nodes.append(
            .inclusion(
                InclusionNode(
                    target: target, indentation: indentation, arguments: arguments,
                    offset: tag.range.lowerBound)))
    }

    mutating func closeParent(_ opened: OpenElement, _ tag: Tag) throws(TemplateError) {
        let arguments = nodes.compactMap { node in
            if case .block(let block) = node { block } else { nil }
        }
        pop()
        cursor = tag.range.upperBound
        var indentation: Range<Int>?
        if let leadingBlanks = opened.leadingBlanks {
            if let next = source.nextLine(ifBlankAfter: cursor) {
                indentation = leadingBlanks
                cursor = next
            } else {
                nodes += [.lineStart, .text(leadingBlanks)]
            }
        }
        try appendInclusion(opened.tag, indentation: indentation, arguments: arguments)
    }

    mutating func openBlock(_ tag: Tag) throws(TemplateError) {
        let nextLine = source.nextLine(ifBlankAfter: tag.range.upperBound)
        if openElements.last?.tag.kind == .parent {
            // Text around an argument is ignored, so only what follows its tag matters.
            cursor = nextLine ?? tag.range.upperBound
            try push(tag, leadingBlanks: nil)
            if nextLine != nil {
                dedent = source.intrinsicIndentation(of: cursor..<source.bytes.count) ?? 0..<0
            }
        } else {
            let leadingBlanks = consumeLineStart(of: tag)
            if leadingBlanks != nil, let nextLine { cursor = nextLine }
            try push(tag, leadingBlanks: leadingBlanks)
        }
    }

    mutating func closeBlock(_ opened: OpenElement, _ tag: Tag) {
        if openElements.dropLast().last?.tag.kind == .parent {
            closeArgument(opened, tag)
        } else {
            closeParameter(opened, tag)
        }
    }

    private mutating func closeArgument(_ opened: OpenElement, _ tag: Tag) {
        consumeText(through: source.lineStart(ifBlankBefore: tag.range.lowerBound) ?? tag.range.lowerBound)
        let argument = block(opened, nodes, indentation: nil)
        pop()
        nodes.append(.block(argument))
        cursor = tag.range.upperBound
    }

    private mutating func closeParameter(_ opened: OpenElement, _ tag: Tag) {
        let content = opened.contentStart..<consumeContent(of: tag)
        var defaults = nodes
        pop()
        var indentation: Range<Int>?
        if let leadingBlanks = opened.leadingBlanks {
            let isPairAlone = source.nextLine(ifBlankAfter: tag.range.upperBound) != nil
            switch (opened.contentStartsOnNewLine, isPairAlone) {
            case (true, true):
                // The default shows how far an argument has to be indented.
                indentation = intrinsicIndentation(of: content) ?? leadingBlanks
            case (true, false):
                indentation = leadingBlanks.lowerBound..<leadingBlanks.lowerBound
            case (false, true):
                indentation = leadingBlanks
                defaults = [.lineStart, .text(leadingBlanks)] + defaults
            case (false, false):
                nodes += [.lineStart, .text(leadingBlanks)]
            }
        }
        nodes.append(.block(block(opened, defaults, indentation: indentation)))
    }

    private func block(_ opened: OpenElement, _ nodes: [SyntaxNode], indentation: Range<Int>?) -> BlockNode {
        BlockNode(
            name: source.text(opened.tag.content), nodes: nodes,
            startsOnNewLine: opened.contentStartsOnNewLine,
            indentation: indentation, offset: opened.tag.range.lowerBound)
    }

    private func intrinsicIndentation(of content: Range<Int>) -> Range<Int>? {
        guard let blanks = source.intrinsicIndentation(of: content) else { return nil }
        return dedented(blanks.lowerBound, limit: blanks.upperBound)..<blanks.upperBound
    }
}
