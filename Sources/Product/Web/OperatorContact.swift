/// The contact that customers are referred to: an email address, an https URL or any other short text.
package struct OperatorContact: Sendable, Equatable {
    /// Part of a sentence, as in "Write to …"; not escaped yet.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The address that the text links to; nil unless it is an email address or an https URL.
    var href: String? {
        if Self.isHTTPSURL(text) { return text }
        return Self.isPlainEmailAddress(text) ? "mailto:" + text : nil
    }

    /// In printable ASCII, with a host name or address after the scheme.
    private static func isHTTPSURL(_ text: String) -> Bool {
        guard text.hasPrefix("https://"), let first = text.utf8.dropFirst("https://".utf8.count).first else {
            return false
        }
        return (first.isASCIILetter || first.isASCIIDigit || first == UInt8(ascii: "["))
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }
    }

    /// Other characters of email addresses, such as `?`, would mean something else in a `mailto:` URL
    /// (RFC 6068 section 2).
    private static func isPlainEmailAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "@._+-".utf8.contains($0) })
        else {
            return false
        }
        do throws(InvalidInput) {
            return try EmailAddress(text).text == text
        } catch {
            return false
        }
    }
}
