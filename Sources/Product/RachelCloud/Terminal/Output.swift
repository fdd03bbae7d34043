import FoundationEssentials
import Glibc
import Linux
import Time

/// Writes the output of commands, for people and for scripts.
enum Output {
    /// Prints one JSON document with sorted keys, for scripts.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Prints a table with the header first; a column is as wide as its longest entry.
    static func table(_ header: [String], _ rows: [[String]]) {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        for row in [header] + rows {
            let cells = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            let line = cells.joined(separator: "  ")
            print(line.reversed().drop { $0 == " " }.reversed().map(String.init).joined())
        }
    }

    /// Writes all bytes to standard output, unbuffered. Throws when the disk is full or the pipe is closed.
    static func write(_ bytes: [UInt8]) throws(BadInput) {
        do throws(SystemError) {
            try DescriptorIO.write(bytes, to: STDOUT_FILENO)
        } catch {
            throw BadInput("standard output: \(SystemError.message(error.code))")
        }
    }

    /// Writes a line to standard error.
    static func writeError(_ line: String) {
        // When standard error is closed, nothing can report that.
        try? DescriptorIO.write(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }
}

extension Duration {
    /// Seconds with one decimal, as `12.3 s`.
    var text: String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
