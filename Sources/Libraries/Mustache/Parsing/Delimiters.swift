/// What opens and closes a tag.
struct Delimiters: Equatable, Sendable {
    let open: [UInt8]
    let close: [UInt8]

    static let standard = Delimiters(open: Array("{{".utf8), close: Array("}}".utf8))

    /// Delimiters as a set-delimiters tag names them, `OPEN CLOSE`: two words without an equals sign, which
    /// would end the tag. Nil for anything else.
    init?(words: ArraySlice<UInt8>) {
        let parts = words.split(whereSeparator: Byte.isWhitespace)
        guard parts.count == 2, !words.contains(Byte.equals) else { return nil }
        self.init(open: Array(parts[0]), close: Array(parts[1]))
    }

    private init(open: [UInt8], close: [UInt8]) {
        self.open = open
        self.close = close
    }
}
