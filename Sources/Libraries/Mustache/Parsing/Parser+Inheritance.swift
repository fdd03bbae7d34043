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

    mutating func closeParent(_ opened: OpenTag, _ tag: Tag) throws(TemplateError) {
        let arguments = nodes.compactMap { node in
            if case .block(let block) = node { block } else { nil }
        }
        pop()
        cursor = tag.range.upperBound
        var indentation: Range<Int>?
        if let leading = opened.leading {
            if let next = source.nextLine(ifBlankAfter: cursor) {
                indentation = leading
                cursor = next
            } else {
                nodes += [.lineStart, .text(leading)]
            }
        }
        try appendInclusion(opened.tag, indentation: indentation, arguments: arguments)
    }

    mutating func openBlock(_ tag: Tag) throws(TemplateError) {
        let nextLine = source.nextLine(ifBlankAfter: tag.range.upperBound)
        if open.last?.tag.kind == .parent {
            // What surrounds an argument is ignored, so only what follows its tag counts.
            cursor = nextLine ?? tag.range.upperBound
            try push(tag, leading: nil)
            if nextLine != nil {
                dedent = source.intrinsicIndentation(of: cursor..<source.bytes.count) ?? 0..<0
            }
        } else {
            let leading = takeLineStart(of: tag)
            if leading != nil, let nextLine { cursor = nextLine }
            try push(tag, leading: leading)
        }
    }

    mutating func closeBlock(_ opened: OpenTag, _ tag: Tag) {
        if open.dropLast().last?.tag.kind == .parent {
            closeArgument(opened, tag)
        } else {
            closeParameter(opened, tag)
        }
    }

    private mutating func closeArgument(_ opened: OpenTag, _ tag: Tag) {
        takeText(through: source.lineStart(ifBlankBefore: tag.range.lowerBound) ?? tag.range.lowerBound)
        let argument = block(opened, nodes, indentation: nil)
        pop()
        nodes.append(.block(argument))
        cursor = tag.range.upperBound
    }

    private mutating func closeParameter(_ opened: OpenTag, _ tag: Tag) {
        let content = opened.contentStart..<takeContentEnd(of: tag)
        var defaults = nodes
        pop()
        var indentation: Range<Int>?
        if let leading = opened.leading {
            let isPairAlone = source.nextLine(ifBlankAfter: tag.range.upperBound) != nil
            switch (opened.contentBeginsLine, isPairAlone) {
            case (true, true):
                // The default shows how far an argument is to be indented.
                indentation = intrinsicIndentation(of: content) ?? leading
            case (true, false):
                indentation = leading.lowerBound..<leading.lowerBound
            case (false, true):
                indentation = leading
                defaults = [.lineStart, .text(leading)] + defaults
            case (false, false):
                nodes += [.lineStart, .text(leading)]
            }
        }
        nodes.append(.block(block(opened, defaults, indentation: indentation)))
    }

    private func block(_ opened: OpenTag, _ nodes: [SyntaxNode], indentation: Range<Int>?) -> BlockNode {
        BlockNode(
            name: source.text(opened.tag.content), nodes: nodes, beginsLine: opened.contentBeginsLine,
            indentation: indentation, offset: opened.tag.range.lowerBound)
    }

    private func intrinsicIndentation(of content: Range<Int>) -> Range<Int>? {
        guard let blanks = source.intrinsicIndentation(of: content) else { return nil }
        return dedented(blanks.lowerBound, limit: blanks.upperBound)..<blanks.upperBound
    }
}
