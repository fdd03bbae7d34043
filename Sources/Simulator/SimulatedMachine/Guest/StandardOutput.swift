import Glibc

/// Writes a line to standard output at once, whatever it is connected to.
func printLine(_ line: String) {
    writeAll(line + "\n", to: STDOUT_FILENO)
}

/// Writes a line to standard error.
func printError(_ line: String) {
    writeAll(line + "\n", to: STDERR_FILENO)
}

/// Writes a whole text; whoever has stopped reading gets no more.
func writeAll(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
