import SeededRandom

/// Generates random templates: most are well-formed, so that they are compiled and rendered, and some have a few
/// characters changed.
struct TemplateGenerator {
    static let partials = ["p", "q", "r", "s"]
    private static let names = ["a", "b", "c", "l", "o", "a.b", "o.b.c", ".", ".b", "f", "none"]
    private static let blocks = ["x", "y", "z"]
    private static let texts = [
        "text", " ", "  ", "\t", "\n", "\r\n", "\n\n", "\n  ", "{ }", "}", "é✓𝄞", "<&>\"'", "a\nb",
        "  a\n    b\n",
    ]
    private static let delimiters = [
        ("{{", "}}"), ("<%", "%>"), ("|", "|"), ("[", "]"), ("«", "»"), ("{{{", "}}}"),
    ]
    private static let noise = [
        "{{", "}}", "{", "}", "#", "/", "=", "\n", " ", "\r", "$", "<", ">", ".", "*", "é", "\0",
    ]

    private var random: SeededRandom
    private var open = "{{"
    private var close = "}}"

    init(_ random: SeededRandom) {
        self.random = random
    }

    /// One template; advances `random`.
    static func template(_ random: inout SeededRandom) -> String {
        var generator = TemplateGenerator(random)
        var text = generator.content(depth: 0)
        if generator.random.oneIn(12) { text = generator.damaged(text) }
        random = generator.random
        return text
    }

    private mutating func content(depth: Int) -> String {
        let pieces = Int.random(in: depth == 0 ? 2...8 : 0...(depth > 3 ? 2 : 5), using: &random)
        return (0..<pieces).map { _ in piece(depth: depth) }.joined()
    }

    private mutating func piece(depth: Int) -> String {
        switch Int.random(in: 0..<16, using: &random) {
        case 0...4: random.pick(Self.texts)
        case 5, 6: tag("", random.pick(Self.names))
        case 7: random.oneIn(2) ? tag("&", random.pick(Self.names)) : tag("{", random.pick(Self.names), "}")
        case 8, 9: pair("#", random.pick(Self.names), depth)
        case 10: pair("^", random.pick(Self.names), depth)
        case 11: tag(">", random.pick(Self.partials + ["*a", "*o.b", "none"]))
        case 12: pair("$", random.pick(Self.blocks), depth)
        case 13: parent(depth)
        case 14: tag("!", random.pick(Self.texts))
        default: newDelimiters()
        }
    }

    private mutating func parent(_ depth: Int) -> String {
        let name = random.pick(Self.partials + ["*a"])
        let (open, close) = (open, close)
        let arguments = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            random.pick(["", "\n", "note", "\n  "]) + pair("$", random.pick(Self.blocks), depth)
        }
        return "\(open)<\(name)\(close)\(arguments.joined())\(tag("/", name))"
    }

    private mutating func pair(_ sigil: String, _ name: String, _ depth: Int) -> String {
        guard depth < 6 else { return "" }
        let first = tag(sigil, name)
        return first + content(depth: depth + 1) + tag("/", name)
    }

    /// A tag, sometimes with padding, sometimes alone on its line.
    private mutating func tag(_ sigil: String, _ content: String, _ end: String = "") -> String {
        let padding = random.oneIn(8) ? " " : ""
        let tag = "\(open)\(sigil)\(padding)\(content)\(padding)\(end)\(close)"
        return random.oneIn(3) ? "\n  \(tag)\n" : tag
    }

    private mutating func newDelimiters() -> String {
        let (open, close) = random.pick(Self.delimiters)
        let tag = tag("=", "\(open) \(close)", "=")
        (self.open, self.close) = (open, close)
        return tag
    }

    private mutating func damaged(_ text: String) -> String {
        var characters = Array(text.unicodeScalars.map(String.init))
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...characters.count, using: &random)
            if random.oneIn(2) {
                characters.insert(random.pick(Self.noise), at: place)
            } else if place < characters.count {
                characters.remove(at: place)
            }
        }
        return characters.joined()
    }
}
