/// The text of one template or JSON document; the parts made from it refer to it by byte offsets.
final class SourceText: Sendable {
    /// Its name in errors: a file's path, or the name of a text that has no file.
    let name: String
    let bytes: [UInt8]

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Throws for bytes that are not UTF-8, since nothing rendered from them would be either.
    convenience init(name: String, validating bytes: [UInt8]) throws(TemplateError) {
        self.init(name: name, bytes: bytes)
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw self.error(at: error.byteOffsets.lowerBound, "expected text in UTF-8")
        }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The line and column of a byte offset. Columns count Unicode scalars: bytes that do not continue one.
    func position(of offset: Int) -> TemplateError.Position {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? 0
        return TemplateError.Position(
            line: before.count { $0 == ASCII.lineFeed } + 1,
            column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }

    func diagnostic(at offset: Int, _ message: String) -> TemplateError.Diagnostic {
        TemplateError.Diagnostic(file: name, position: position(of: offset), message: message)
    }

    func error(at offset: Int, _ message: String) -> TemplateError {
        TemplateError([diagnostic(at: offset, message)])
    }
}

/// Characters of the syntax of Mustache and JSON, as bytes.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let dot = UInt8(ascii: ".")
    static let star = UInt8(ascii: "*")
    static let equals = UInt8(ascii: "=")

    /// True for a space and a tab, which can indent a line.
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == lineFeed || byte == carriageReturn
    }
}
