/// Base 64 (RFC 4648), strict: one text for each byte string and no other.
package struct Base64: Sendable {
    /// Section 4: `+`, `/`, padded with `=`.
    package static let standard = Base64(lastDigits: "+/", isPadded: true)
    /// Section 5: `-`, `_`, without padding; for URLs and cookies.
    package static let url = Base64(lastDigits: "-_", isPadded: false)

    /// Section 4 without padding, as in password hashes.
    package static let unpadded = Base64(lastDigits: "+/", isPadded: false)

    private static let noDigit: UInt8 = 255

    private let digits: [UInt8]
    private let values: [UInt8]
    private let isPadded: Bool

    private init(lastDigits: String, isPadded: Bool) {
        digits = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8 + Array(lastDigits.utf8))
        var values = [UInt8](repeating: Self.noDigit, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    package func encode(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes(encode)
    }

    func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let taken = min(3, bytes.count - start)
            var group: UInt32 = 0
            for index in 0..<3 { group = group << 8 | (index < taken ? UInt32(bytes[start + index]) : 0) }
            for index in 0...taken { text.append(digits[Int(group >> (18 - 6 * UInt32(index)) & 63)]) }
            if isPadded { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - taken)) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil for any foreign character (line breaks too), wrong length or padding, or stray bits at
    /// the end.
    package func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { text in
            let text = UnsafeRawBufferPointer(text)
            guard let byteCount = decodedByteCount(text) else { return nil }
            var bytes = [UInt8](repeating: 0, count: byteCount)
            return bytes.withUnsafeMutableBytes { decode(text, into: $0) } ? bytes : nil
        }
    }

    /// As `decode(_:)`, straight into memory that is wiped.
    func decodeSecret(_ text: UnsafeRawBufferPointer) -> Secret? {
        guard let byteCount = decodedByteCount(text) else { return nil }
        var isWellFormed = false
        let secret = Secret(byteCount: byteCount) { isWellFormed = decode(text, into: $0) }
        return isWellFormed ? secret : nil
    }

    private func digitCount(_ text: UnsafeRawBufferPointer) -> Int {
        guard isPadded else { return text.count }
        return text.count - text.suffix(2).count { $0 == UInt8(ascii: "=") }
    }

    private func decodedByteCount(_ text: UnsafeRawBufferPointer) -> Int? {
        let digitCount = digitCount(text)
        guard digitCount % 4 != 1, !isPadded || text.count.isMultiple(of: 4) else { return nil }
        return digitCount * 6 / 8
    }

    private func decode(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var pending: UInt32 = 0
        var pendingBits: UInt32 = 0
        var written = 0
        for digit in text.prefix(digitCount(text)) {
            let value = values[Int(digit)]
            guard value != Self.noDigit else { return false }
            pending = pending << 6 | UInt32(value)
            pendingBits += 6
            if pendingBits >= 8 {
                pendingBits -= 8
                bytes[written] = UInt8(truncatingIfNeeded: pending >> pendingBits)
                written += 1
                pending &= 1 << pendingBits - 1
            }
        }
        return pending == 0 && written == bytes.count
    }
}
