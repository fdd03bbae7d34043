/// Takes secrets out of text that someone else wrote, such as the error output of a program that was given them.
///
/// What goes is each secret as a whole and, since programs quote their input in pieces, every unbroken run of
/// letters, digits and `+ - . / : = _` in it that has at least `shortestRun` characters. It is a net for
/// accidents: text that encodes or cuts a secret gets through.
package struct Redactor: Sendable {
    package static let shortestRun = 8

    private let secrets: [Secret]

    package init(_ secrets: [Secret]) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The text with `Secret.placeholder` in place of what it held of the secrets.
    package func redact(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets {
            secret.withBytes { secret in
                Self.replace(secret[...], in: &bytes)
                for run in secret.split(whereSeparator: { !Self.isPartOfRun($0) })
                where run.count >= Self.shortestRun {
                    Self.replace(run, in: &bytes)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func replace(_ pattern: Slice<UnsafeRawBufferPointer>, in text: inout [UInt8]) {
        guard let first = pattern.first else { return }
        var result: [UInt8] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: first) {
            result += rest[..<start]
            if rest[start...].starts(with: pattern) {
                result += Secret.placeholder.utf8
                rest = rest[(start + pattern.count)...]
            } else {
                result.append(first)
                rest = rest[(start + 1)...]
            }
        }
        text = result + rest
    }

    private static func isPartOfRun(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "+-./:=_".utf8.contains(byte)
        }
    }
}
