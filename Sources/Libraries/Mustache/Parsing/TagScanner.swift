/// Finds the tags of a template, one after the other, with the delimiters in force at each.
struct TagScanner {
    private let source: SourceText
    private var position = 0
    private var delimiters: Delimiters

    init(_ source: SourceText, delimiters: Delimiters) {
        self.source = source
        self.delimiters = delimiters
    }

    /// The next tag, or nil when only text is left.
    mutating func next() throws(TemplateError) -> Tag? {
        let end = source.bytes.count
        guard let start = find(delimiters.open, in: position..<end) else { return nil }
        let (kind, closing, contentStart) = readSigil(at: start + delimiters.open.count)
        guard let contentEnd = find(closing, in: contentStart..<end) else {
            throw source.error(at: start, "expected \(closing.text) to end this tag")
        }
        let tag = Tag(
            kind: kind, range: start..<contentEnd + closing.count,
            content: trimmed(contentStart..<contentEnd), delimiters: delimiters)
        switch kind {
        case .comment: break
        case .delimiters: delimiters = try newDelimiters(of: tag)
        default: try checkName(of: tag, closing: closing)
        }
        position = tag.range.upperBound
        return tag
    }

    /// The tag's kind by the character after the opening delimiter, the string that ends the tag, and the start of its
    /// content.
    private func readSigil(at offset: Int) -> (Tag.Kind, closing: [UInt8], contentStart: Int) {
        let close = delimiters.close
        guard let index = source.bytes[offset...].firstIndex(where: { !ASCII.isWhitespace($0) }) else {
            return (.variable, close, offset)
        }
        return switch source.bytes[index] {
        case UInt8(ascii: "#"): (.section, close, index + 1)
        case UInt8(ascii: "^"): (.invertedSection, close, index + 1)
        case UInt8(ascii: "/"): (.close, close, index + 1)
        case UInt8(ascii: ">"): (.partial, close, index + 1)
        case UInt8(ascii: "<"): (.parent, close, index + 1)
        case UInt8(ascii: "$"): (.block, close, index + 1)
        case UInt8(ascii: "!"): (.comment, close, index + 1)
        case UInt8(ascii: "&"): (.unescapedVariable, close, index + 1)
        case UInt8(ascii: "{"): (.unescapedVariable, [UInt8(ascii: "}")] + close, index + 1)
        case ASCII.equals: (.delimiters, [ASCII.equals] + close, index + 1)
        default: (.variable, close, index)
        }
    }

    private func newDelimiters(of tag: Tag) throws(TemplateError) -> Delimiters {
        guard let changed = Delimiters(words: source.bytes[tag.content]) else {
            throw source.error(
                at: tag.range.lowerBound, "expected two delimiters without an equals sign, parted by a space")
        }
        return changed
    }

    /// Throws for a name with a space or a delimiter in it: most likely the tag was left open and runs into the next.
    private func checkName(of tag: Tag, closing: [UInt8]) throws(TemplateError) {
        let name = tag.name(in: source)
        guard !name.isEmpty else {
            throw source.error(at: tag.range.lowerBound, "expected a name in this tag")
        }
        guard !source.bytes[name].contains(where: ASCII.isWhitespace),
            find(delimiters.open, in: name) == nil, find(delimiters.close, in: name) == nil
        else {
            throw source.error(
                at: tag.range.lowerBound,
                "expected a name without spaces, then \(closing.text) to end this tag")
        }
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let content = source.bytes[range]
        guard let first = content.firstIndex(where: { !ASCII.isWhitespace($0) }),
            let last = content.lastIndex(where: { !ASCII.isWhitespace($0) })
        else { return range.lowerBound..<range.lowerBound }
        return first..<last + 1
    }

    /// The start of the first occurrence of `pattern`, which is not empty.
    private func find(_ pattern: [UInt8], in range: Range<Int>) -> Int? {
        var rest = source.bytes[range]
        while let index = rest.firstIndex(of: pattern[0]) {
            if rest[index...].starts(with: pattern) { return index }
            rest = rest[(index + 1)...]
        }
        return nil
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
