/// A tag of a template, as the scanner finds it.
struct Tag {
    enum Kind {
        case variable, unescapedVariable
        case section, invertedSection, partial, parent, block
        /// Closes a section, an inverted section, a parent or a block.
        case close
        case comment, delimiters
    }

    let kind: Kind
    /// From the opening delimiter through the closing one.
    let range: Range<Int>
    /// The range between the sigil and the closing delimiter, without white space around it.
    let content: Range<Int>
    /// The delimiters of this tag; a set-delimiters tag changes them for the tags after it.
    let delimiters: Delimiters

    /// True when the name is that of a value which names the template: `{{>*name}}`.
    func isDynamic(in source: SourceText) -> Bool {
        switch kind {
        case .partial, .parent, .close: source.bytes[content].first == ASCII.star
        default: false
        }
    }

    /// The content without a dynamic name's asterisk and the white space after it.
    func name(in source: SourceText) -> Range<Int> {
        guard isDynamic(in: source) else { return content }
        let name = source.bytes[content].dropFirst().drop(while: ASCII.isWhitespace)
        return name.startIndex..<content.upperBound
    }
}

/// The strings that open and close a tag.
struct Delimiters: Equatable, Sendable {
    let open: [UInt8]
    let close: [UInt8]

    static let standard = Delimiters(open: Array("{{".utf8), close: Array("}}".utf8))

    /// The delimiters that a set-delimiters tag names, `OPEN CLOSE`: two words without an equals sign, which would end
    /// the tag. Nil for anything else.
    init?(words: ArraySlice<UInt8>) {
        let parts = words.split(whereSeparator: ASCII.isWhitespace)
        guard parts.count == 2, !words.contains(ASCII.equals) else { return nil }
        self.init(open: Array(parts[0]), close: Array(parts[1]))
    }

    private init(open: [UInt8], close: [UInt8]) {
        self.open = open
        self.close = close
    }
}
