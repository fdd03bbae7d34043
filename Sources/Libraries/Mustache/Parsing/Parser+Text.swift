/// Text before a tag, and the line of a tag that is alone on it.
extension Parser {
    /// Appends the text before a tag that shares its line.
    mutating func consumeText(upTo tag: Tag) {
        consumeText(through: tag.range.lowerBound)
        if source.isLineStart(tag.range.lowerBound) { nodes.append(.lineStart) }
        cursor = tag.range.upperBound
    }

    /// Appends the text before `end`, line by line.
    mutating func consumeText(through end: Int) {
        while cursor < end {
            if source.isLineStart(cursor) {
                nodes.append(.lineStart)
                cursor = dedented(cursor, limit: end)
            }
            let next = source.nextLine(after: cursor, limit: end)
            if cursor < next { nodes.append(.text(cursor..<next)) }
            cursor = next
        }
    }

    /// Appends the text before a tag and removes the line of a tag that is alone on it; returns that tag's indentation.
    @discardableResult
    mutating func consumeLine(of tag: Tag) -> Range<Int>? {
        guard let start = source.lineStart(ifBlankBefore: tag.range.lowerBound),
            let next = source.nextLine(ifBlankAfter: tag.range.upperBound)
        else {
            consumeText(upTo: tag)
            return nil
        }
        consumeText(through: start)
        cursor = next
        return dedented(start, limit: tag.range.lowerBound)..<tag.range.lowerBound
    }

    /// Appends the text before the first tag of a pair. When only blanks precede the tag on its line, returns them
    /// instead of appending them.
    mutating func consumeLineStart(of tag: Tag) -> Range<Int>? {
        guard let start = source.lineStart(ifBlankBefore: tag.range.lowerBound) else {
            consumeText(upTo: tag)
            return nil
        }
        consumeText(through: start)
        cursor = tag.range.upperBound
        return dedented(start, limit: tag.range.lowerBound)..<tag.range.lowerBound
    }

    /// Appends the rest of a section's or parameter's content, and returns its end.
    mutating func consumeContent(of tag: Tag) -> Int {
        let isAlone = consumeLine(of: tag) != nil
        let start = isAlone ? source.lineStart(ifBlankBefore: tag.range.lowerBound) : nil
        return start ?? tag.range.lowerBound
    }

    /// The start of a line's text after the blanks that `dedent` removes from the line at `start`.
    func dedented(_ start: Int, limit: Int) -> Int {
        let bytes = source.bytes
        var index = start
        while index < limit, index - start < dedent.count,
            bytes[index] == bytes[dedent.lowerBound + index - start]
        {
            index += 1
        }
        return index
    }
}
