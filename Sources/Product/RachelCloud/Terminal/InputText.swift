import Glibc

/// Reads what a command was pointed at.
enum InputText {
    static let maxBytes = 16 << 20
    private static let chunkBytes = 64 << 10

    /// All bytes of the file at `path`, or of standard input for `-`. Throws for what can't be read and for
    /// more than `maxBytes`.
    static func read(_ path: String) throws(BadInput) -> [UInt8] {
        if path == "-" { return try read(STDIN_FILENO, called: "standard input", maxBytes) }
        return try readFile(path, maxBytes)
    }

    /// Whether there is anything of that name.
    static func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The text of a file of ours, as a configuration. Throws for what can't be read, is too long or not UTF-8.
    static func readText(_ path: String, maxBytes: Int) throws(BadInput) -> String {
        guard let text = String(validating: try readFile(path, maxBytes), as: UTF8.self) else {
            throw BadInput("\(path): expected UTF-8 text")
        }
        return text
    }

    private static func readFile(_ path: String, _ maxBytes: Int) throws(BadInput) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        return try read(descriptor, called: path, maxBytes)
    }

    private static func read(
        _ descriptor: Int32, called name: String, _ maxBytes: Int
    ) throws(BadInput) -> [UInt8] {
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
