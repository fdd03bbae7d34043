import Glibc

/// A path as the kernel takes it in `bind` and `connect` (unix(7)).
struct UnixAddress {
    let path: String
    private var storage = sockaddr_un()

    init(_ path: String) throws(FastCGIError) {
        self.path = path
        let capacity = MemoryLayout.size(ofValue: storage.sun_path) - 1
        guard path.utf8.count <= capacity else {
            throw .pathTooLong(path: path, maxBytes: capacity)
        }
        storage.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: path.utf8) }
    }

    /// Calls `body` with the address as C wants it and returns what it returns.
    func withSocketAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                body(address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
