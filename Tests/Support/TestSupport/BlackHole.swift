import Glibc

/// A loopback port that accepts no connection: its queue is full and no process accepts.
package final class BlackHole {
    package let port: Int
    private var sockets: [Int32]

    package init() throws {
        let (listener, port) = try listenOnLoopback(backlog: 0)
        self.port = port
        sockets = [listener]
        var address = loopbackAddress(port: port)
        // The kernel queues one connection more than the backlog; the others wait in vain.
        for _ in 1...4 {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            guard filler >= 0 else { throw SocketFailure(operation: "socket", code: errno) }
            sockets.append(filler)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    _ = connect(filler, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    package func close() {
        for socket in sockets { Glibc.close(socket) }
        sockets = []
    }
}
