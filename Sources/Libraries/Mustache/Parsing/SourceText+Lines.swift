/// Lines and their blanks. A tag that is alone on a line is removed with the line, so that templates can be laid out
/// readably without empty lines in the rendering.
extension SourceText {
    /// The start of the line, when only blanks are between it and `offset`.
    func lineStart(ifBlankBefore offset: Int) -> Int? {
        var index = offset
        while index > 0, ASCII.isBlank(bytes[index - 1]) { index -= 1 }
        return isLineStart(index) ? index : nil
    }

    /// The start of the next line or the end of the template, when only blanks are between it and `offset`.
    func nextLine(ifBlankAfter offset: Int) -> Int? {
        var index = offset
        while index < bytes.count, ASCII.isBlank(bytes[index]) { index += 1 }
        if index == bytes.count { return index }
        if bytes[index] == ASCII.lineFeed { return index + 1 }
        let isLineEnd = bytes[index...].starts(with: [ASCII.carriageReturn, ASCII.lineFeed])
        return isLineEnd ? index + 2 : nil
    }

    /// True when a line starts at `offset`.
    func isLineStart(_ offset: Int) -> Bool {
        offset == 0 || bytes[offset - 1] == ASCII.lineFeed
    }

    /// The start of the line after the one at `offset`, or `limit`.
    func nextLine(after offset: Int, limit: Int) -> Int {
        bytes[offset..<limit].firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? limit
    }

    /// The blanks that begin the first line within `range` that has anything else; nil when none has.
    func intrinsicIndentation(of range: Range<Int>) -> Range<Int>? {
        guard let first = bytes[range].firstIndex(where: { !ASCII.isWhitespace($0) }) else {
            return nil
        }
        let start = lineStart(ifBlankBefore: first) ?? first
        return max(start, range.lowerBound)..<first
    }
}
