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
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for secret in secrets {
            let length = min(Self.shortestPiece, secret.count)
            let pieces = secret.withBytes { Set(Self.pieces(of: $0, length)) }
            for (start, piece) in Self.pieces(of: bytes, length).enumerated() where pieces.contains(piece) {
                for index in start..<(start + length) { isSecret[index] = true }
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

    /// Every stretch of `length` bytes, at most eight, each packed into one number.
    private static func pieces(of bytes: some Collection<UInt8>, _ length: Int) -> [UInt64] {
        let mask = UInt64.max >> (64 - 8 * UInt64(length))
        var last: UInt64 = 0
        let endings = bytes.map { byte in
            last = (last << 8 | UInt64(byte)) & mask
            return last
        }
        return Array(endings.dropFirst(length - 1))
    }
}
