/// Taking text up to a tag, and the line with a tag that stands alone.
extension Parser {
    /// Takes the text before a tag that shares its line.
    mutating func consumeText(upTo tag: Tag) {
        consumeText(through: tag.range.lowerBound)
        if source.isLineStart(tag.range.lowerBound) { nodes.append(.lineStart) }
        cursor = tag.range.upperBound
    }

    /// Takes the text before `end`, line by line.
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

    /// Takes the text before a tag and, when the tag stands alone, its line; gives the tag's indentation then.
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

    /// Takes the text before the first tag of a pair; gives the blanks before it, held back, when nothing else
    /// precedes it on its line.
    mutating func consumeLineStart(of tag: Tag) -> Range<Int>? {
        guard let start = source.lineStart(ifBlankBefore: tag.range.lowerBound) else {
            consumeText(upTo: tag)
            return nil
        }
        consumeText(through: start)
        cursor = tag.range.upperBound
        return dedented(start, limit: tag.range.lowerBound)..<tag.range.lowerBound
    }

    /// Takes the rest of a section's or parameter's content, and gives its end.
    mutating func consumeContent(of tag: Tag) -> Int {
        let isAlone = consumeLine(of: tag) != nil
        let start = isAlone ? source.lineStart(ifBlankBefore: tag.range.lowerBound) : nil
        return start ?? tag.range.lowerBound
    }

    /// Where the line that starts at `start` continues after what `dedent` takes from it.
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
