/// What a tag looks up: a dotted name.
struct Path: Equatable, Sendable {
    /// Where the first name is looked for: anywhere on the stack, or only in the item on top of it, as in
    /// `{{.}}` and `{{.name}}`.
    enum Start { case anywhere, current }

    let start: Start
    /// Empty for the implicit iterator `{{.}}`.
    let names: [Name]

    /// Nil when a part between the dots is empty.
    init?(_ text: String) {
        guard text != "." else {
            self.init(start: .current, names: [])
            return
        }
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let start = parts[0].isEmpty ? Start.current : .anywhere
        if start == .current { parts.removeFirst() }
        guard !parts.contains("") else { return nil }
        self.init(start: start, names: parts.map { Name(String($0)) })
    }

    private init(start: Start, names: [Name]) {
        self.start = start
        self.names = names
    }
}
