import Glibc

package struct SocketFailure: Error {
    package let operation: String
    package let code: Int32
}

/// A listening socket on a free port of 127.0.0.1; the caller closes it.
package func listenOnLoopback(backlog: Int32, port: Int = 0) throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw SocketFailure(operation: "socket", code: errno) }
    var address = loopbackAddress(port: port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(listener, pointer, length) == 0 && listen(listener, backlog) == 0
                && getsockname(listener, pointer, &length) == 0 ? 0 : errno
        }
    }
    guard code == 0 else {
        close(listener)
        throw SocketFailure(operation: "listen", code: code)
    }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}

func loopbackAddress(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
}
