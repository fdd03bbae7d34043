import Crypto

/// Makes text from outside fit for logs: no part of the token, no control characters, no great length.
///
/// Hetzner's message to a 429 quotes the first half of the token.
struct Redaction {
    static let maxCharacters = 500
    /// Shorter matches would be chance.
    private static let shortestMatch = 8

    private let pieces: Set<[UInt8]>
    private let pieceLength: Int

    init(of token: Secret) {
        let bytes = token.withBytes { Array($0) }
        let length = min(Self.shortestMatch, bytes.count)
        pieceLength = length
        pieces = length == 0 ? [] : Set((0...(bytes.count - length)).map { Array(bytes[$0..<($0 + length)]) })
    }

    func cleaned(_ text: String) -> String {
        let bytes = Array(text.prefix(8 * Self.maxCharacters).utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for start in bytes.indices.dropLast(max(0, pieceLength - 1)) where pieceLength > 0 {
            let piece = start..<(start + pieceLength)
            if pieces.contains(Array(bytes[piece])) { for index in piece { isSecret[index] = true } }
        }
        var kept: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                kept.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: " ") : byte)
            } else if index == 0 || !isSecret[index - 1] {
                kept += Array(Secret.placeholder.utf8)
            }
        }
        return String(String(decoding: kept, as: UTF8.self).prefix(Self.maxCharacters))
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
