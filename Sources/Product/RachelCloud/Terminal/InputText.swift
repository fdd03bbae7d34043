import Glibc
import Linux

/// Reads the files that arguments name.
enum InputText {
    static let maxBytes = 16 << 20

    /// All bytes of the file at `path`, or of standard input for `-`. Throws when it can't be read or holds more than
    /// `maxBytes`.
    static func read(_ path: String) throws(BadInput) -> [UInt8] {
        if path == "-" { return try read(STDIN_FILENO, called: "standard input", maxBytes) }
        return try readFile(path, maxBytes)
    }

    /// True when a file of that name exists.
    static func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The text of a file, as of the configuration. Throws when it can't be read, is too long or is not UTF-8.
    static func readText(_ path: String, maxBytes: Int) throws(BadInput) -> String {
        guard let text = String(validating: try readFile(path, maxBytes), as: UTF8.self) else {
            throw BadInput("\(path): expected UTF-8 text")
        }
        return text
    }

    private static func readFile(_ path: String, _ maxBytes: Int) throws(BadInput) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        return try read(descriptor, called: path, maxBytes)
    }

    private static func read(
        _ descriptor: Int32, called name: String, _ maxBytes: Int
    ) throws(BadInput) -> [UInt8] {
        do throws(SystemError) {
            if let bytes = try DescriptorIO.readToEnd(descriptor, maxBytes: maxBytes) { return bytes }
        } catch {
            throw failure(name, error.code)
        }
        throw BadInput("\(name): expected at most \(maxBytes) bytes")
    }

    private static func failure(_ name: String, _ code: Int32) -> BadInput {
        BadInput("\(name): \(SystemError.message(code))")
    }
}
