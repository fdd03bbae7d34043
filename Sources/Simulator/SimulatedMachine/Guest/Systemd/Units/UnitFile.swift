/// The settings of a unit file with their sections, in the file's order (systemd.syntax(7)).
struct UnitFile: Equatable {
    struct Setting: Equatable {
        let section: String
        let key: String
        let value: String
    }

    private(set) var settings: [Setting] = []
    /// systemd's warnings about lines that it ignores.
    private(set) var warnings: [String] = []

    /// Parses the text of a file. `name` is its name in the warnings.
    init(_ text: String, name: String) {
        var section = ""
        for (number, line) in UnitFile.logicalLines(text) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
            } else if let equals = line.firstIndex(of: "="), !section.isEmpty {
                let key = UnitFile.trimmed(line[..<equals])
                let value = UnitFile.trimmed(line[line.index(after: equals)...])
                settings.append(Setting(section: section, key: key, value: value))
            } else {
                warnings.append(
                    "\(name):\(number): Assignment outside of section or missing '=', ignoring line.")
            }
        }
    }

    /// The lines without comments, each with its number. A line that ends in a backslash is joined with the next.
    private static func logicalLines(_ text: String) -> [(number: Int, text: String)] {
        var lines: [(number: Int, text: String)] = []
        var begun: (number: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = trimmed(line)
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            var whole = begun ?? (index + 1, "")
            begun = nil
            if line.hasSuffix("\\") {
                whole.text += line.dropLast() + " "
                begun = whole
            } else {
                whole.text += line
                if !whole.text.isEmpty { lines.append(whole) }
            }
        }
        return lines + (begun.map { [$0] } ?? [])
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        let start = text.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }

    private static func trimmed(_ text: String) -> String {
        trimmed(text[...])
    }
}
