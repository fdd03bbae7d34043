import FoundationEssentials
import Glibc
import Linux

/// Reads and writes whole files and directories. Every error names the path.
enum File {
    /// The bytes of a file. Throws when there are more than `limit`.
    static func read(_ path: String, limit: Int = 16 << 20) throws(MachineError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        do throws(SystemError) {
            if let bytes = try DescriptorIO.readToEnd(descriptor, maxBytes: limit) { return bytes }
        } catch {
            throw .system("read", path, code: error.code)
        }
        throw MachineError("\(path) is larger than \(limit) bytes")
    }

    static func text(_ path: String) throws(MachineError) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Creates or truncates a file and writes it. Its mode becomes `mode`, whatever the umask is.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(bytes, path, flags: O_TRUNC, mode: mode)
    }

    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(Array(text.utf8), to: path, mode: mode)
    }

    /// Appends to a file, which is created when it is missing.
    static func append(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(bytes, path, flags: O_APPEND, mode: mode)
    }

    /// Replaces a file atomically by renaming a new one: a reader sees all of the old or all of the new content.
    static func replace(_ path: String, with text: String, mode: mode_t = 0o644) throws(MachineError) {
        let draft = path + ".new"
        try write(text, to: draft, mode: mode)
        guard rename(draft, path) == 0 else { throw .system("rename", draft) }
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Creates a directory and its missing parents. Safe to repeat.
    static func createDirectory(_ path: String) throws(MachineError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw MachineError("can't create the directory \(path): \(error)")
        }
    }

    /// The sorted names of the files in a directory; empty when it does not exist or can't be read.
    static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory).sorted()) ?? []
    }

    /// Removes a file or a directory with all that it contains. Safe to repeat.
    static func remove(_ path: String) throws(MachineError) {
        guard exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw MachineError("can't remove \(path): \(error)")
        }
    }

    private static func write(
        _ bytes: [UInt8], _ path: String, flags: Int32, mode: mode_t
    ) throws(MachineError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw .system("set mode of", path) }
        do throws(SystemError) {
            try DescriptorIO.write(bytes, to: descriptor)
        } catch {
            throw .system("write", path, code: error.code)
        }
    }
}
