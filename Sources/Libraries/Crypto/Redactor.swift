/// Takes secrets out of text that someone else wrote, such as the error output of a program that was given them.
///
/// What goes is every piece of a secret that has at least `shortestPiece` bytes, since others quote what they
/// were given in part. A shorter secret goes as a whole. It is a net for accidents: text that encodes a secret
/// gets through.
package struct Redactor: Sendable {
    /// Shorter matches would often be chance.
    package static let shortestPiece = 8

    private let secrets: [Secret]

    package init(_ secrets: [Secret]) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The text with `Secret.placeholder` in place of each stretch that it had of the secrets.
    package func redact(_ text: String) -> String {
        guard !text.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for secret in secrets {
            let length = min(Self.shortestPiece, secret.count)
            let shared = Self.piecesShared(by: secret, with: bytes, length)
            Self.forEachPiece(of: bytes, length) { end, piece in
                guard shared.contains(piece) else { return }
                for index in (end - length)..<end { isSecret[index] = true }
            }
        }
        var kept: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                kept.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                kept += Secret.placeholder.utf8
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The pieces that occur in both. Only the text's are collected: those of the secret would be a copy of it
    /// that nobody wipes.
    private static func piecesShared(by secret: Secret, with text: [UInt8], _ length: Int) -> Set<UInt64> {
        var ofText: Set<UInt64> = []
        forEachPiece(of: text, length) { ofText.insert($1) }
        var shared: Set<UInt64> = []
        secret.withBytes { secret in
            forEachPiece(of: secret, length) { if ofText.contains($1) { shared.insert($1) } }
        }
        return shared
    }

    /// Every stretch of `length` bytes, at most eight, with the position behind it; packed into one number each.
    private static func forEachPiece(
        of bytes: some Collection<UInt8>, _ length: Int, _ body: (_ end: Int, _ piece: UInt64) -> Void
    ) {
        let mask = UInt64.max >> (64 - 8 * UInt64(length))
        var piece: UInt64 = 0
        var end = 0
        for byte in bytes {
            piece = (piece << 8 | UInt64(byte)) & mask
            end += 1
            if end >= length { body(end, piece) }
        }
    }
}
