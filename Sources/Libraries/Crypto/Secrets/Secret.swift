import COpenSSL

/// Bytes that never print themselves and are wiped when the last reference is released.
///
/// Descriptions, string interpolation, mirrors and `dump` all show "‹secret›"; there is no `Codable`. The bytes
/// are reached only through `withBytes` and `reveal()`, which are easy to search for.
package final class Secret: Sendable {
    /// Shown wherever a secret would have been printed.
    package static let placeholder = "‹secret›"

    // Not Sendable by itself, being a pointer. Safe here: this object alone owns the memory, which is written only
    // inside `init`, before any other thread can hold the object, and freed only in `deinit`, after all have released
    // it.
    nonisolated(unsafe) private let storage: UnsafeMutableRawBufferPointer

    /// Creates a secret of exactly `byteCount` bytes, which start as zeros and are written in place by `fill`, so
    /// that no other copy of them needs to exist. Rethrows an error of `fill`, with the memory wiped.
    package init<Failure: Error>(
        byteCount: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        storage = .allocate(byteCount: byteCount, alignment: 1)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
        // When this throws, the object is fully initialized already, so `deinit` wipes and frees.
        try fill(storage)
    }

    /// Copies the bytes. The caller's own copy is the caller's to wipe.
    package convenience init(bytes: [UInt8]) {
        self.init(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Copies the text as UTF-8. The string itself is not wiped.
    package convenience init(_ string: String) {
        self.init(byteCount: string.utf8.count) { $0.copyBytes(from: string.utf8) }
    }

    /// The parts one after the other, such as the lines of a file which mixes secrets and plain text.
    package convenience init(concatenating parts: [Secret]) {
        self.init(byteCount: parts.reduce(0) { $0 + $1.count }) { target in
            var offset = 0
            for part in parts {
                UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(
                    from: .init(part.storage))
                offset += part.count
            }
        }
    }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    package var count: Int { storage.count }

    package var isEmpty: Bool { storage.isEmpty }

    /// Calls `body` with the bytes; the pointer must not leave the call.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// The bytes as UTF-8 text, ill-formed parts replaced by U+FFFD. The copy is not wiped: keep it short-lived.
    package func reveal() -> String {
        String(decoding: storage, as: UTF8.self)
    }
}

extension Secret: Equatable {
    /// Compares in a time that depends on the lengths alone.
    package static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.equal(UnsafeRawBufferPointer(left.storage), UnsafeRawBufferPointer(right.storage))
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.placeholder }

    package var debugDescription: String { Self.placeholder }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Comparisons whose duration does not depend on where two values differ.
package enum ConstantTime {
    /// True when both hold the same bytes. Returns at once for different lengths: a length is no secret.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { equal(left, $0) } }
    }

    static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
    }
}
