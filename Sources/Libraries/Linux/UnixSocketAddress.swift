package import Glibc

/// The path of a unix socket as `bind`, `connect` and `sendto` take it (unix(7)).
package struct UnixSocketAddress: Sendable {
    /// The length of the longest path.
    package static let maxPathBytes = 107

    package let path: String
    private var storage = sockaddr_un()
    private var length = socklen_t(MemoryLayout<sockaddr_un>.size)

    /// Nil when `path` is longer than `maxPathBytes`.
    package init?(_ path: String) {
        guard path.utf8.count <= Self.maxPathBytes else { return nil }
        self.path = path
        storage.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: path.utf8) }
    }

    /// The address of a socket without a file, in Linux's abstract namespace. Nil when the name is longer than
    /// `maxPathBytes`.
    package init?(abstract name: String) {
        guard name.utf8.count <= Self.maxPathBytes else { return nil }
        path = "@" + name
        storage.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage.sun_path) { $0.dropFirst().copyBytes(from: name.utf8) }
        // Every byte up to the length belongs to the name.
        length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
    }

    /// Calls `body` with the address as C takes it and returns its result.
    package func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                body(address, length)
            }
        }
    }
}
