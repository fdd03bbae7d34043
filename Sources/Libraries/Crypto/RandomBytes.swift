import COpenSSL

/// Bytes from OpenSSL's generator, which the kernel seeds.
package enum RandomBytes {
    /// `count` unpredictable bytes. Like Swift's own generator this ends the process when the system has no
    /// randomness to give, since nothing that would follow could be trusted.
    package static func make(count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// As `make(count:)`, into memory that is wiped.
    package static func makeSecret(count: Int) -> Secret {
        Secret(byteCount: count, fill: fill)
    }

    static func fill(_ target: UnsafeMutableRawBufferPointer) {
        guard !target.isEmpty else { return }
        let filled = RAND_bytes(
            target.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(target.count))
        guard filled == 1 else { fatalError("OpenSSL has no random bytes to give") }
    }
}
