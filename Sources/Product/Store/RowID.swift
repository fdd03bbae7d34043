package import Crypto

/// The id of a row: a UUID in lower case. `Of` is the row's type, so that a user's id is never taken for
/// a job's.
package struct RowID<Of>: Hashable, Sendable, CustomStringConvertible {
    private static var byteCount: Int { 16 }
    private static var textLength: Int { 36 }

    /// 36 characters, `8-4-4-4-12` lower-case hex digits.
    package let text: String

    /// A new id of 122 random bits (RFC 9562, version 4).
    /// - Throws: `CryptoError.noRandomBytes`.
    package static func random(from source: RandomBytes = .system) throws(CryptoError) -> RowID {
        var bytes = try source.make(count: byteCount)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return RowID(bytes)
    }

    /// Nil unless `text` has the form of a UUID, of any version; upper case is folded.
    package init?(_ text: String) {
        var digits = Array(text.utf8)
        guard digits.count == Self.textLength else { return nil }
        for (index, digit) in digits.enumerated() {
            switch digit {
            case UInt8(ascii: "-") where isDash(at: index): continue
            case _ where isDash(at: index): return nil
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digits[index] = digit | 0x20
            default: return nil
            }
        }
        self.text = String(decoding: digits, as: UTF8.self)
    }

    private init(_ bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        text = String(unsafeUninitializedCapacity: Self.textLength) { text in
            var index = 0
            for byte in bytes {
                if isDash(at: index) {
                    text[index] = UInt8(ascii: "-")
                    index += 1
                }
                text[index] = digits[Int(byte >> 4)]
                text[index + 1] = digits[Int(byte & 15)]
                index += 2
            }
            return index
        }
    }

    package var description: String { text }
}

/// True where the text of a UUID has a dash.
private func isDash(at index: Int) -> Bool {
    index == 8 || index == 13 || index == 18 || index == 23
}
