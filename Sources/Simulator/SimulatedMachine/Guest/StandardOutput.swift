import Glibc

/// Writes a line to standard output at once, whatever it is connected to.
func say(_ line: String) {
    put(line + "\n", on: STDOUT_FILENO)
}

/// Writes a line to standard error.
func complain(_ line: String) {
    put(line + "\n", on: STDERR_FILENO)
}

/// Writes a whole text; whoever has stopped reading gets no more.
func put(_ text: String, on descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
