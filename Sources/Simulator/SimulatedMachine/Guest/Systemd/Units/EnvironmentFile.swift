/// The `NAME=value` lines of a file that systemd reads by EnvironmentFile= or Bun as `.env`. Comments, `export` and
/// quotes are understood.
struct EnvironmentFile {
    let assignments: [(name: String, value: String)]

    init(_ text: String) {
        assignments = text.split(whereSeparator: \.isNewline).compactMap(EnvironmentFile.assignment)
    }

    private static func assignment(_ line: Substring) -> (name: String, value: String)? {
        var line = line.drop { $0 == " " || $0 == "\t" }
        guard !line.hasPrefix("#"), !line.hasPrefix(";") else { return nil }
        if line.hasPrefix("export ") { line = line.dropFirst(7) }
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let name = line[..<equals].filter { $0 != " " }
        var value = line[line.index(after: equals)...].drop { $0 == " " }
        while value.hasSuffix(" ") { value.removeLast() }
        for quote in ["\"", "'"] where value.count > 1 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return (name, String(value.dropFirst().dropLast()))
        }
        return (name, String(value))
    }
}
