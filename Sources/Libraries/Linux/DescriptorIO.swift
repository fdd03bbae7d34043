import Glibc

/// Whole reads and writes of a blocking file descriptor. A signal never cuts them short.
package enum DescriptorIO {
    private static let chunkBytes = 64 << 10

    /// Reads to the end. Nil when there are more than `maxBytes`. Throws `SystemError`.
    package static func readToEnd(_ descriptor: Int32, maxBytes: Int) throws(SystemError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            var (count, code) = (0, Int32(0))
            let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { buffer, initialized in
                count = read(descriptor, buffer.baseAddress, buffer.count)
                code = errno
                initialized = max(count, 0)
            }
            guard count >= 0 || code == EINTR else { throw SystemError("read", code: code) }
            if count == 0 { return bytes }
            bytes += chunk
            if bytes.count > maxBytes { return nil }
        }
    }

    /// Writes all bytes. Throws `SystemError`.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw .last("write") }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
