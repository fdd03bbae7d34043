import Glibc
import Linux

/// The client's end of a connection. Every wait ends after two minutes, so a broken server can't hang a test.
package final class SocketClient: Sendable {
    private let socket: Int32

    /// Connects to a loopback port.
    package init(port: UInt16) throws {
        var address = loopbackAddress(port: Int(port))
        socket = try Self.connected(AF_INET) { descriptor in
            withUnsafeBytes(of: &address) { bytes in
                connect(
                    descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(bytes.count))
            }
        }
    }

    /// Connects to a unix socket.
    package init(path: String) throws {
        guard let address = UnixSocketAddress(path) else {
            throw SocketFailure(operation: "connect", code: ENAMETOOLONG)
        }
        socket = try Self.connected(AF_UNIX) { descriptor in
            address.withSocketAddress { connect(descriptor, $0, $1) }
        }
    }

    deinit {
        close(socket)
    }

    package func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SocketFailure(operation: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the peer closes.
    package func readToEnd() throws -> [UInt8] {
        var received: [UInt8] = []
        while case let chunk = try read(atMost: 16 << 10), !chunk.isEmpty { received += chunk }
        return received
    }

    /// Reads the next bytes; empty at the end.
    package func read(atMost count: Int) throws -> ArraySlice<UInt8> {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &bytes, count, 0)
        guard received >= 0 else { throw SocketFailure(operation: "recv", code: errno) }
        return bytes[..<received]
    }

    private static func connected(_ family: Int32, _ connect: (Int32) -> Int32) throws -> Int32 {
        let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure(operation: "socket", code: errno) }
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(descriptor) == 0 else {
            let code = errno
            close(descriptor)
            throw SocketFailure(operation: "connect", code: code)
        }
        return descriptor
    }
}
