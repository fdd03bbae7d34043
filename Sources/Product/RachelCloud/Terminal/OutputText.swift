import Glibc
import Linux

/// Writes to standard output and standard error.
enum OutputText {
    /// Writes all bytes to standard output, unbuffered, so that a full disk or closed pipe is noticed.
    static func write(_ bytes: [UInt8]) throws(BadInput) {
        do throws(SystemError) {
            try DescriptorIO.write(bytes, to: STDOUT_FILENO)
        } catch {
            throw BadInput("standard output: \(SystemError.message(error.code))")
        }
    }

    /// Writes a line to standard error.
    static func writeError(_ line: String) {
        // When standard error is closed there is nowhere to report that.
        try? DescriptorIO.write(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }
}
