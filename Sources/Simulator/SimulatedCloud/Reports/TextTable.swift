/// A table in plain text, for people.
package struct TextTable: Sendable {
    private var rows: [[String]]

    package init(_ titles: [String]) {
        rows = [titles]
    }

    /// Adds a row with as many cells as there are titles.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == rows[0].count, "BUG: a row of \(cells.count) cells")
        rows.append(cells)
    }

    /// One line a row, each column as wide as its widest cell, three blanks between.
    package var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return cells.joined(separator: "   ").trimmingTrailingBlanks
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
