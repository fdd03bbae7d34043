/// An email address as browsers accept it in `<input type="email">` (WHATWG HTML section 4.10.5.1.5), so that
/// page and server never disagree.
package struct EmailAddress: Equatable, Sendable {
    /// RFC 5321 section 4.5.3.1.3, less the angle brackets.
    package static let maxBytes = 254
    private static let maxLocalPartBytes = 64
    private static let maxLabelBytes = 63

    /// As typed, without blanks around it; the store folds its case.
    package let text: String

    package init(_ typed: String) throws(InvalidInput) {
        let text = trimmed(typed)
        guard !text.isEmpty else { throw InvalidInput("Enter your email address.") }
        guard text.utf8.count <= Self.maxBytes else {
            throw InvalidInput("The email address has more than \(Self.maxBytes) characters.")
        }
        guard let at = text.lastIndex(of: "@"), Self.isLocalPart(text[..<at]),
            Self.isDomain(text[text.index(after: at)...])
        else { throw InvalidInput("Enter an email address like name@example.org.") }
        self.text = text
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        (1...maxLocalPartBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0.isASCIILetter || $0.isASCIIDigit || ".!#$%&'*+/=?^_`{|}~-".utf8.contains($0)
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...maxLabelBytes).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
        }
    }
}

/// Without blanks and line ends at both ends, which come along with pasted text.
func trimmed(_ text: String) -> String {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
    return String(text[start..<end])
}
