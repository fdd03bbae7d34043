/// Strings and numbers.
extension JSONReader {
    mutating func readNumber() throws(TemplateError) -> Value {
        let start = index
        _ = consumeByte { $0 == UInt8(ascii: "-") }
        guard consumeByte(where: Self.isDigit) else {
            index = start
            throw expected("a value")
        }
        // RFC 8259 allows no digit after a leading zero.
        if source.bytes[index - 1] != UInt8(ascii: "0") { consumeDigits() }
        var isWhole = true
        if consumeByte(where: { $0 == ASCII.dot }) {
            isWhole = false
            guard consumeDigits() else { throw expected("a digit after the decimal point") }
        }
        if consumeByte(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
            isWhole = false
            _ = consumeByte { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            guard consumeDigits() else { throw expected("a digit in the exponent") }
        }
        let text = source.text(start..<index)
        if isWhole { return Int(text).map { .int($0) } ?? .string(text) }
        guard let number = Double(text), number.isFinite else {
            throw source.error(at: start, "expected a number within a double's range")
        }
        return .double(number)
    }

    /// True when there was at least one.
    @discardableResult
    private mutating func consumeDigits() -> Bool {
        let start = index
        while consumeByte(where: Self.isDigit) {}
        return index > start
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    mutating func readString() throws(TemplateError) -> String {
        index += 1
        var bytes: [UInt8] = []
        while let byte = peek, byte >= 0x20 {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): bytes += Array(String(try readEscape()).utf8)
            default: bytes.append(byte)
            }
        }
        throw expected("a quote to end the string")
    }

    /// The character of an escape sequence, which begins with a backslash.
    private mutating func readEscape() throws(TemplateError) -> Unicode.Scalar {
        let start = index
        index += 1
        switch start < source.bytes.count ? source.bytes[start] : 0 {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default:
            index = start
            throw expected("one of \" \\ / b f n r t u after a backslash")
        }
    }

    /// The character of `\uXXXX`, or of two of them that form a surrogate pair.
    private mutating func readUnicodeEscape() throws(TemplateError) -> Unicode.Scalar {
        let start = index
        let unit = try readHexadecimals()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, consumeByte(where: { $0 == UInt8(ascii: "\\") }),
            consumeByte(where: { $0 == UInt8(ascii: "u") })
        {
            let low = try readHexadecimals()
            let text = String(decoding: [unit, low], as: UTF16.self)
            if 0xDC00...0xDFFF ~= low, let scalar = text.unicodeScalars.first { return scalar }
        }
        throw source.error(at: start, "expected a whole surrogate pair")
    }

    private mutating func readHexadecimals() throws(TemplateError) -> UInt16 {
        let start = index
        while index < start + 4, consumeByte(where: { Character(Unicode.Scalar($0)).isHexDigit }) {}
        guard index == start + 4, let unit = UInt16(source.text(start..<index), radix: 16) else {
            throw expected("four hexadecimal digits")
        }
        return unit
    }
}
