import Glibc

/// Writes a line to standard output without buffering, whatever that is connected to.
func printLine(_ line: String) {
    writeAll(line + "\n", to: STDOUT_FILENO)
}

/// Writes a line to standard error without buffering.
func printError(_ line: String) {
    writeAll(line + "\n", to: STDERR_FILENO)
}

/// Writes all of a text to a descriptor. Stops without an error when the reader is gone.
func writeAll(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
