import Crypto

/// Makes text from outside fit for logs: no part of the token, one line, of bounded length.
///
/// Hetzner's message to a 429 quotes the first half of the token.
struct ForeignText {
    static let maxCharacters = 500

    let redactor: Redactor

    func cleaned(_ text: String) -> String {
        // What is cut off first is far behind the end, so that the cut hides no token's beginning.
        let scalars = redactor.redact(String(text.prefix(8 * Self.maxCharacters))).unicodeScalars
        let line = scalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(String(line).prefix(Self.maxCharacters))
    }

    func cleaned(_ details: ErrorDetails) -> ErrorDetails {
        var cleaned = ErrorDetails()
        cleaned.fields = details.fields.map { field in
            ErrorDetails.Field(
                name: self.cleaned(field.name), messages: field.messages.map { self.cleaned($0) })
        }
        cleaned.limits = details.limits.map { self.cleaned($0) }
        cleaned.announcement = details.announcement.map { self.cleaned($0) }
        return cleaned
    }
}
