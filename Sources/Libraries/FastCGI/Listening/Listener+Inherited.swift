import CFastCGI
import Glibc

extension Listener {
    /// The socket that systemd opened for this process (sd_listen_fds(3)), or nil when it opened none. It stays open
    /// while the service restarts, so no connection is refused meanwhile.
    ///
    /// Throws `FastCGIError.unusableInheritedSocket` when there are several, or it isn't a listening unix stream
    /// socket.
    package static func inherited() throws(FastCGIError) -> Listener? {
        guard let count = environment("LISTEN_FDS"), environment("LISTEN_PID") == String(getpid()) else {
            return nil
        }
        guard count == "1" else {
            throw .unusableInheritedSocket(reason: "LISTEN_FDS is \(count), expected 1")
        }
        try check(firstInherited)
        return Listener(inherited: firstInherited)
    }

    /// SD_LISTEN_FDS_START.
    private static let firstInherited: Int32 = 3

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func check(_ descriptor: Int32) throws(FastCGIError) {
        guard
            option(SO_DOMAIN, of: descriptor) == AF_UNIX,
            option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            option(SO_ACCEPTCONN, of: descriptor) == 1
        else {
            throw .unusableInheritedSocket(
                reason: "descriptor \(descriptor) is not a listening unix stream socket")
        }
        let flags = fcntl(descriptor, F_GETFL)
        guard
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0
        else { throw .last("fcntl") }
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
