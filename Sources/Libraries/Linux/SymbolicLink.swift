import Glibc

/// Reads symbolic links.
package enum SymbolicLink {
    /// The path that the link at `path` holds. Throws `SystemError`.
    package static func target(of path: String) throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw .last("read \(path)") }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The path of the running program's file, also when it was called by a relative path. Throws `SystemError` where
    /// /proc is missing.
    package static func ownExecutable() throws(SystemError) -> String {
        try target(of: "/proc/self/exe")
    }
}
