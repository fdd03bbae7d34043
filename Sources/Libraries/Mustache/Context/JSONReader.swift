/// Reads JSON text into values, strictly by RFC 8259, and throws with the position of the first syntax error.
///
/// Integers stay exact; one that does not fit in 64 bits becomes the string of its digits. Other numbers become
/// doubles, which print as the shortest text for the same number. Of two equal keys, the last counts.
struct JSONReader {
    /// The limit for lists and objects within each other.
    static let maxDepth = 512

    let source: SourceText
    var index = 0
    private var depth = 0

    /// The value that is the whole of `source`.
    static func read(_ source: SourceText) throws(TemplateError) -> Value {
        var reader = JSONReader(source: source)
        let value = try reader.readValue()
        reader.skipWhitespace()
        guard reader.index == source.bytes.count else { throw reader.expected("the end of the text") }
        return value
    }

    private init(source: SourceText) {
        self.source = source
    }

    private mutating func readValue() throws(TemplateError) -> Value {
        skipWhitespace()
        switch peek {
        case UInt8(ascii: "{"):
            return try nested { (reader) throws(TemplateError) in try reader.readObject() }
        case UInt8(ascii: "["): return try nested { (reader) throws(TemplateError) in try reader.readList() }
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return try readNumber()
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(TemplateError) -> Value
    ) throws(TemplateError) -> Value {
        guard depth < Self.maxDepth else {
            throw expected("at most \(Self.maxDepth) lists and objects within each other")
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func readObject() throws(TemplateError) -> Value {
        index += 1
        var fields: [Object.Field] = []
        guard !consumeToken(UInt8(ascii: "}")) else { return .object(fields) }
        repeat {
            skipWhitespace()
            guard peek == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
            let name = Name(try readString())
            guard consumeToken(UInt8(ascii: ":")) else { throw expected("\":\" after the key") }
            fields.append(.init(name: name, value: try readValue()))
        } while consumeToken(UInt8(ascii: ","))
        guard consumeToken(UInt8(ascii: "}")) else { throw expected("\",\" or \"}\"") }
        return .object(fields.reversed())
    }

    private mutating func readList() throws(TemplateError) -> Value {
        index += 1
        var items: [Value] = []
        guard !consumeToken(UInt8(ascii: "]")) else { return .list(items) }
        repeat { items.append(try readValue()) } while consumeToken(UInt8(ascii: ","))
        guard consumeToken(UInt8(ascii: "]")) else { throw expected("\",\" or \"]\"") }
        return .list(items)
    }

    private mutating func readWord(_ word: String, _ value: Value) throws(TemplateError) -> Value {
        guard source.bytes[index...].starts(with: word.utf8) else { throw expected("a value") }
        index += word.utf8.count
        return value
    }

    func expected(_ what: String) -> TemplateError {
        source.error(at: index, "expected \(what)")
    }

    /// Skips white space and then consumes `byte`, if it comes next; returns true then.
    private mutating func consumeToken(_ byte: UInt8) -> Bool {
        skipWhitespace()
        return consumeByte { $0 == byte }
    }

    mutating func consumeByte(where condition: (UInt8) -> Bool) -> Bool {
        guard let byte = peek, condition(byte) else { return false }
        index += 1
        return true
    }

    var peek: UInt8? { index < source.bytes.count ? source.bytes[index] : nil }

    private mutating func skipWhitespace() {
        while consumeByte(where: ASCII.isWhitespace) {}
    }
}

extension Value {
    /// The value of a JSON text.
    ///
    /// Integers are exact; other numbers become doubles, so `1.210` prints as 1.21 and `5.0` as 5.0. Throws with line
    /// and column for what RFC 8259 does not allow, for more than 512 lists and objects within each other, and for a
    /// number beyond a double's range; `name` is the text's name in errors.
    package init(json: [UInt8], name: String = "context") throws(TemplateError) {
        self = try JSONReader.read(SourceText(name: name, validating: json))
    }
}
