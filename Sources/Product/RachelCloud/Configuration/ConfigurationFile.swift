import FoundationEssentials

/// A configuration file: `KEY=value` lines, blank lines and `#` comments. Double quotes around a value preserve
/// spaces at its ends.
struct ConfigurationFile {
    private(set) var values: [String: String] = [:]
    private(set) var errors: [String] = []

    /// Reads all lines. Each that can't be read is an error with its number, but never its text, which may be a
    /// secret.
    init(text: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            read(Self.trimmed(line), number: index + 1)
        }
    }

    private mutating func read(_ line: Substring, number: Int) {
        guard !line.isEmpty, line.first != "#" else { return }
        guard let equals = line.firstIndex(of: "=") else {
            errors.append("line \(number): expected KEY=value")
            return
        }
        let key = String(Self.trimmed(line[..<equals]))
        guard Self.isKnown(key) else {
            errors.append("line \(number): unknown key \(Self.printable(key))")
            return
        }
        guard values[key] == nil else {
            errors.append("line \(number): \(key) is set twice")
            return
        }
        values[key] = Self.unquoted(Self.trimmed(line[line.index(after: equals)...]))
    }

    private static func isKnown(_ key: String) -> Bool {
        ConfigurationKey.allCases.contains { $0.rawValue == key || ($0.isSecret && $0.fileKey == key) }
    }

    /// The key, if it looks like one: a secret that was pasted on a line of its own is not repeated.
    private static func printable(_ key: String) -> String {
        let looksLikeKey = key.utf8.count <= 40 && key.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 }
        return looksLikeKey ? key : "(not shown)"
    }

    private static func unquoted(_ value: Substring) -> String {
        guard value.count >= 2, value.first == "\"", value.last == "\"" else { return String(value) }
        return String(value.dropFirst().dropLast())
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return text[first...last]
    }
}
