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
