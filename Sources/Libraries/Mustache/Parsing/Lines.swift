/// Finds out how tags share their lines: a tag that stands alone on a line takes the line with it, so that
/// templates can be laid out readably without leaving empty lines behind.
struct Lines {
    let source: Source

    /// The start of the line, when only blanks stand between it and `offset`.
    func clearStart(before offset: Int) -> Int? {
        var index = offset
        while index > 0, Byte.isBlank(source.bytes[index - 1]) { index -= 1 }
        return isStart(index) ? index : nil
    }

    /// The start of the next line or the end of the template, when only blanks stand between it and `offset`.
    func clearEnd(after offset: Int) -> Int? {
        let bytes = source.bytes
        var index = offset
        while index < bytes.count, Byte.isBlank(bytes[index]) { index += 1 }
        if index == bytes.count { return index }
        if bytes[index] == Byte.lineFeed { return index + 1 }
        let isLineEnd = bytes[index...].starts(with: [Byte.carriageReturn, Byte.lineFeed])
        return isLineEnd ? index + 2 : nil
    }

    func isStart(_ offset: Int) -> Bool {
        offset == 0 || source.bytes[offset - 1] == Byte.lineFeed
    }

    /// The start of the line after the one at `offset`, or `limit`.
    func next(after offset: Int, limit: Int) -> Int {
        source.bytes[offset..<limit].firstIndex(of: Byte.lineFeed).map { $0 + 1 } ?? limit
    }

    /// The blanks that begin the first line within `range` that has anything else; nil when none has.
    func intrinsicIndentation(of range: Range<Int>) -> Range<Int>? {
        guard let first = source.bytes[range].firstIndex(where: { !Byte.isWhitespace($0) }) else {
            return nil
        }
        let start = clearStart(before: first) ?? first
        return max(start, range.lowerBound)..<first
    }
}
