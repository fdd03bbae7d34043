import Glibc

/// A port at which attempts to connect get no response, as at an address without a network: its queue is full and
/// nothing accepts. Closed when it is released.
final class UnresponsiveAddress {
    private let sockets: [Int32]

    /// Nil when the address is no IPv4 address or another program listens there.
    init?(address: String, port: UInt16) {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { return nil }
        // The kernel queues one connection more than the backlog of nothing; all later ones wait in vain.
        let listener = Self.socket()
        let fillers = [Self.socket(), Self.socket()]
        sockets = [listener] + fillers
        let isListening = Self.with(name) { bind(listener, $0, $1) == 0 && listen(listener, 0) == 0 }
        guard isListening else { return nil }
        for filler in fillers { _ = Self.with(name) { connect(filler, $0, $1) } }
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    private static func socket() -> Int32 {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return Glibc.socket(AF_INET, Int32(kind), 0)
    }

    private static func with<Result>(
        _ name: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                body(pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
