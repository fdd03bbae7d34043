import FoundationEssentials
import Glibc

/// Whole files and directories; each failure names the path.
enum File {
    /// The bytes of a file, refused above `limit`.
    static func read(_ path: String, limit: Int = 16 << 20) throws(MachineError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw .system("read", path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw MachineError("\(path) is larger than \(limit) bytes") }
        }
    }

    static func text(_ path: String) throws(MachineError) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes a file as a whole; the mode holds whatever the umask says.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(bytes, path, flags: O_TRUNC, mode: mode)
    }

    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(Array(text.utf8), to: path, mode: mode)
    }

    static func append(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(MachineError) {
        try write(bytes, path, flags: O_APPEND, mode: mode)
    }

    /// Puts a file in place by renaming, so that a reader sees the old or the new content whole.
    static func replace(_ path: String, with text: String, mode: mode_t = 0o644) throws(MachineError) {
        let draft = path + ".new"
        try write(text, to: draft, mode: mode)
        guard rename(draft, path) == 0 else { throw .system("rename", draft) }
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Makes a directory and the ones above it; one that exists is left as it is.
    static func createDirectory(_ path: String) throws(MachineError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw MachineError("can't create the directory \(path): \(error)")
        }
    }

    /// The names in a directory, sorted; none when there is no such directory.
    static func names(in directory: String) -> [String] {
        // A directory that is absent or can't be read holds nothing for us.
        (try? FileManager.default.contentsOfDirectory(atPath: directory).sorted()) ?? []
    }

    /// Removes a file or a whole directory; an absent one is no error.
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
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw .system("write", path) }
            written += count
        }
    }
}
