/// How often each act, fault, step exit and failure code was, in columns; what never was is marked.
struct CoverageTable {
    private static let width = 110

    let coverage: Coverage

    var text: String {
        coverage.groups.map { group in
            let number = group.entries.count - group.missing.count
            return "\(group.title): \(number) of \(group.entries.count)\n" + Self.columns(group.entries)
        }.joined(separator: "\n")
    }

    private static func columns(_ entries: [(name: String, count: Int)]) -> String {
        let cells = entries.map { "\($0.name) \($0.count == 0 ? "NEVER" : "\($0.count)")" }
        let widest = (cells.map(\.count).max() ?? 0) + 2
        let columns = max(1, (width - 2) / widest)
        let rows = (cells.count + columns - 1) / columns
        return (0..<rows).map { row in
            let line = stride(from: row, to: cells.count, by: rows).map { cells[$0] }
            return "  "
                + line.map { $0 + String(repeating: " ", count: widest - $0.count) }.joined()
                .trimmingSuffix { $0 == " " }
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        self[..<(lastIndex { !isTrimmed($0) }.map(index(after:)) ?? startIndex)]
    }
}
