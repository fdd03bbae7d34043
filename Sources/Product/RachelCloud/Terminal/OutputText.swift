import Glibc

/// Writes to standard output and standard error.
enum OutputText {
    /// Writes all bytes to standard output, unbuffered, so that a full disk or closed pipe is noticed.
    static func write(_ bytes: [UInt8]) throws(BadInput) {
        guard write(bytes, to: STDOUT_FILENO) else {
            throw BadInput("standard output: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes a line to standard error.
    static func writeError(_ line: String) {
        // When standard error is closed there is nowhere to report that.
        _ = write(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(count, 0))
        }
        return true
    }
}
