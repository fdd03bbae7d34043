import Glibc
import Linux

/// The listening unix socket of a responder. Only the web server may reach it, since libfcgi trusts its
/// peer: hence mode, owner and group.
package struct Listener: ~Copyable {
    /// Connections that may wait to be accepted.
    package let backlog: Int32
    let descriptor: Int32
    /// The file to remove at the end; nil when the socket file belongs to the service manager.
    private let file: SocketFile?

    /// Creates the socket at `path`. A stale socket file there is replaced; nothing else is ever removed.
    ///
    /// `owner` and `group` are names or numbers, nil leaves the process's own; giving a socket away takes
    /// root. A greater `backlog` than the kernel allows is cut to what it allows.
    /// Throws `FastCGIError`: `.inUse` when another process listens there, `.notASocket`, `.pathTooLong`,
    /// `.unknownUser`, `.unknownGroup` or `.system`.
    package init(
        path: String, mode: UInt32 = 0o660, owner: String? = nil, group: String? = nil,
        backlog: Int32 = Listener.greatestBacklog
    ) throws(FastCGIError) {
        let allowed = min(backlog, Self.greatestBacklog)
        guard let address = UnixSocketAddress(path) else {
            throw .pathTooLong(path: path, maxBytes: UnixSocketAddress.maxPathBytes)
        }
        let owner = try SocketOwner(user: owner, group: group)
        (descriptor, file) = try SocketFile.create(at: address, mode: mode, owner: owner, backlog: allowed)
        self.backlog = allowed
    }

    /// A socket that already listens; its file is not ours to remove.
    init(inherited descriptor: Int32) {
        self.descriptor = descriptor
        self.backlog = Self.greatestBacklog
        self.file = nil
    }

    deinit {
        file?.remove()
        close(descriptor)
    }

    /// True when connections may still come in after `stopAdmitting`, because another process holds the socket.
    var isShared: Bool { file == nil }

    /// Removes the address, so that new connections go elsewhere while those waiting are still served.
    /// A shared socket stays: its other holder serves new connections.
    func stopAdmitting() {
        file?.remove()
    }

    /// The length to which the kernel cuts every backlog (listen(2)); short queues turn bursts into errors.
    package static var greatestBacklog: Int32 {
        let descriptor = open("/proc/sys/net/core/somaxconn", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 4096 }
        defer { close(descriptor) }
        let text = withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            return String(
                decoding: buffer.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
        // Linux's own default since 5.4.
        return Int32(text) ?? 4096
    }
}
