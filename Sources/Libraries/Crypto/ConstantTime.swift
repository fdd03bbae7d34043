import COpenSSL

/// Comparisons whose time tells nothing about where two values differ.
package enum ConstantTime {
    /// Whether both hold the same bytes. Different lengths are answered at once: a length is no secret.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { equal(left, $0) } }
    }

    static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
    }
}
