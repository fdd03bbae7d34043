/// Values as text.
extension OutputBuffer {
    /// Writes a value that has a text, with the special characters of HTML replaced when `isEscaped`; returns false
    /// for lists, objects and lambdas.
    @inline(never)
    mutating func write(_ value: Value, isEscaped: Bool) -> Bool {
        switch value {
        case .null: break
        case .bool(let flag): write(flag ? "true" : "false")
        case .int(let number): write(number)
        case .double(let number): write(number.description, isEscaped: false)
        case .string(let text): write(text, isEscaped: isEscaped)
        case .list, .object, .lambda: return false
        }
        return true
    }

    private mutating func write(_ text: String, isEscaped: Bool) {
        text.utf8.span.withUnsafeBufferPointer { bytes in
            if isEscaped { writeEscaped(bytes) } else { write(bytes) }
        }
    }

    /// Writes `bytes` with `& < > " '` replaced by character references.
    mutating func writeEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        for index in bytes.indices where Self.isSpecial(bytes[index]) {
            write(UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
            write(Self.reference(for: bytes[index]))
            runStart = index + 1
        }
        write(UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }

    mutating func write(_ number: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number.magnitude
            var first = 20
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            write(UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    mutating func write(_ text: StaticString) {
        write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The five characters have codes below 64, so one word of bits tells them from all others.
    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 64 && (specials >> UInt64(byte)) & 1 == 1
    }

    private static let specials: UInt64 = 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E

    private static func reference(for byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        default: "&#39;"
        }
    }
}
