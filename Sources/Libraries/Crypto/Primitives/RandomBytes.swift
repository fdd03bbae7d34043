import COpenSSL

/// A source of unpredictable bytes.
package struct RandomBytes: Sendable {
    /// Writes all bytes of its argument, or throws.
    package typealias Fill = @Sendable (UnsafeMutableRawBufferPointer) throws(CryptoError) -> Void

    /// OpenSSL's generator, which the kernel seeds.
    package static let system = RandomBytes { (target) throws(CryptoError) in
        let filled = RAND_bytes(
            target.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(target.count))
        guard filled == 1 else {
            ERR_clear_error()
            throw .noRandomBytes
        }
    }

    private let fill: Fill

    /// A source of a test's or simulation's own.
    package init(fill: @escaping Fill) {
        self.fill = fill
    }

    /// Returns `count` bytes.
    /// - Throws: `.noRandomBytes` when there are none; never returns bytes that aren't random.
    package func make(count: Int) throws(CryptoError) -> [UInt8] {
        try makeSecret(count: count).withBytes { Array($0) }
    }

    /// As `make(count:)`, into memory that is wiped.
    package func makeSecret(count: Int) throws(CryptoError) -> Secret {
        try Secret(byteCount: count) { (target) throws(CryptoError) in
            if !target.isEmpty { try fill(target) }
        }
    }
}
