import Glibc

/// Reads what a command was pointed at.
enum InputText {
    static let maxBytes = 16 << 20
    private static let chunkBytes = 64 << 10

    /// All bytes of the file at `path`, or of standard input for `-`. Throws for what can't be read and for
    /// more than `maxBytes`.
    static func read(_ path: String) throws(BadInput) -> [UInt8] {
        if path == "-" { return try read(STDIN_FILENO, called: "standard input") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try read(descriptor, called: path)
    }

    private static func read(_ descriptor: Int32, called name: String) throws(BadInput) -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        repeat {
            let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { buffer, initialized in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(count, 0)
            }
            guard count >= 0 || errno == EINTR else { throw failure(name) }
            bytes += chunk
            guard bytes.count <= maxBytes else {
                throw BadInput("\(name): expected at most \(maxBytes) bytes")
            }
        } while count != 0
        return bytes
    }

    private static func failure(_ name: String) -> BadInput {
        BadInput("\(name): \(String(cString: strerror(errno)))")
    }
}
