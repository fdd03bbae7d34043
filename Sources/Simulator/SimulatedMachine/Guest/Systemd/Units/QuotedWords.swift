/// Splits a setting into words at white space outside quotes, with C's escapes, and substitutes variables
/// (systemd.service(5), "Command lines").
enum QuotedWords {
    /// The words, or nil when a quote is not closed.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "\\", let escaped = rest.popFirst() {
                word = (word ?? "") + unescaped(escaped)
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character == " " || character == "\t" {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let whole = word { words.append(whole) }
        return quote == nil ? words : nil
    }

    private static func unescaped(_ character: Character) -> String {
        switch character {
        case "n": "\n"
        case "t": "\t"
        case "s": " "
        default: String(character)
        }
    }

    /// Substitutes environment variables: `${NAME}` anywhere in a word; `$NAME` as a whole word, whose value is split
    /// at spaces. An unknown variable is empty.
    static func substitutingVariables(in words: [String], from environment: [String: String]) -> [String] {
        words.flatMap { word -> [String] in
            if word.hasPrefix("$"), word != "$", !word.hasPrefix("${"), !word.hasPrefix("$$") {
                return (environment[String(word.dropFirst())] ?? "").split(separator: " ").map(String.init)
            }
            return [braced(word, environment)]
        }
    }

    private static func braced(_ word: String, _ environment: [String: String]) -> String {
        var result = ""
        var rest = word[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$$") {
                result += "$"
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
                result += environment[String(rest[..<end].dropFirst(2))] ?? ""
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
