/// One tag as it stands in a template.
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
    /// What stands between delimiters and sigils, padding removed.
    let content: Range<Int>
    /// In force where the tag stands; a set-delimiters tag changes them for what follows it.
    let delimiters: Delimiters

    /// Whether the name stands for the value that names the template: `{{>*name}}`.
    func isDynamic(in source: SourceText) -> Bool {
        switch kind {
        case .partial, .parent, .close: source.bytes[content].first == ASCII.star
        default: false
        }
    }

    /// The content without a dynamic name's asterisk and the padding after it.
    func name(in source: SourceText) -> Range<Int> {
        guard isDynamic(in: source) else { return content }
        let name = source.bytes[content].dropFirst().drop(while: ASCII.isWhitespace)
        return name.startIndex..<content.upperBound
    }
}

/// What opens and closes a tag.
struct Delimiters: Equatable, Sendable {
    let open: [UInt8]
    let close: [UInt8]

    static let standard = Delimiters(open: Array("{{".utf8), close: Array("}}".utf8))

    /// Delimiters as a set-delimiters tag names them, `OPEN CLOSE`: two words without an equals sign, which
    /// would end the tag. Nil for anything else.
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
