/// Removes secrets from text that another program wrote, such as the error output of a program that had them as input.
///
/// Every piece of a secret of at least `shortestPiece` bytes is removed, since programs quote their input in part. A
/// shorter secret is removed as a whole. It is a protection against accidents: an encoded secret passes.
package struct Redactor: Sendable {
    /// The shortest piece that is removed; shorter matches would often be chance.
    package static let shortestPiece = 8

    private let secrets: [Secret]

    package init(_ secrets: [Secret]) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The text with `Secret.placeholder` in place of each piece of a secret.
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

    /// The pieces that occur in both. Only the text's are collected: those of the secret would be a copy of it that
    /// nobody wipes.
    private static func piecesShared(by secret: Secret, with text: [UInt8], _ length: Int) -> Set<UInt64> {
        var ofText: Set<UInt64> = []
        forEachPiece(of: text, length) { ofText.insert($1) }
        var shared: Set<UInt64> = []
        secret.withBytes { secret in
            forEachPiece(of: secret, length) { if ofText.contains($1) { shared.insert($1) } }
        }
        return shared
    }

    /// Calls `body` with every piece of `length` bytes, at most eight, packed into a number, and the position behind
    /// it.
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
