/// Reads the SSH protocol's basic types (RFC 4251 section 5) from untrusted bytes. Every call returns nil once
/// the bytes run out, and then consumes nothing.
package struct WireReader: ~Copyable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    package var isAtEnd: Bool { rest.isEmpty }

    package mutating func byte() -> UInt8? {
        rest.popFirst()
    }

    /// A `string`: four bytes of length, most significant first, then as many bytes.
    package mutating func string() -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= rest.count - 4 else { return nil }
        defer { rest = rest.dropFirst(4 + count) }
        return Array(rest.dropFirst(4).prefix(count))
    }

    /// A `string` that holds a name in ASCII.
    package mutating func name() -> String? {
        guard let bytes = string(), bytes.allSatisfy({ (33...126).contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Writes the SSH protocol's basic types (RFC 4251 section 5).
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func string(_ value: [UInt8]) {
        withUnsafeBytes(of: UInt32(value.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: value)
    }

    package mutating func name(_ value: String) {
        string(Array(value.utf8))
    }

    /// A positive `mpint` from its magnitude, most significant byte first: no leading zeros but the one that
    /// keeps the sign bit clear.
    package mutating func positiveInteger(_ magnitude: [UInt8]) {
        let digits = Array(magnitude.drop { $0 == 0 })
        let needsSignByte = (digits.first ?? 0) & 0x80 != 0
        string(needsSignByte ? [0] + digits : digits)
    }
}
