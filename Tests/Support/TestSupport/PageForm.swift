import Foundation

/// A form on a page as a browser would send it: its hidden fields, and what the visitor fills in.
package struct PageForm {
    package struct Missing: Error {
        package let action: String
        package let page: String
    }

    private let hiddenFields: [(name: String, value: String)]

    /// The first form on the page that posts to `action`.
    package init(action: String, on page: String) throws {
        guard let start = page.range(of: "action=\"\(action)\""),
            let end = page[start.upperBound...].range(of: "</form>")
        else { throw Missing(action: action, page: page) }
        hiddenFields = page[start.upperBound..<end.lowerBound].ranges(of: "<input type=\"hidden\" ")
            .compactMap { range in
                // name="…" value="…"
                let words = page[range.upperBound...].split(
                    separator: "\"", maxSplits: 4, omittingEmptySubsequences: false)
                return words.count > 3 ? (String(words[1]), String(words[3])) : nil
            }
    }

    package subscript(name: String) -> String? {
        hiddenFields.first { $0.name == name }?.value
    }

    /// The hidden fields and these, in the order in which a browser sends them.
    package func filledIn(_ fields: KeyValuePairs<String, String>) -> [(String, String)] {
        hiddenFields.map { ($0.name, $0.value) } + fields.map { ($0.key, $0.value) }
    }

    /// The fields as `application/x-www-form-urlencoded`.
    package static func encoded(_ fields: [(String, String)]) -> [UInt8] {
        Array(fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&").utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
