import Glibc

/// Opens a TCP socket that listens at an IPv4 address in dotted decimal; the caller closes it. Throws when the
/// address is in use or the port needs root.
func listeningSocket(address: String, port: UInt16) throws(MachineError) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system("create", "a socket") }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = inet_addr(address)
    let result = withUnsafePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    // With SO_REUSEADDR two sockets can be bound to one address; only `listen` proves that it is free.
    guard result == 0, listen(descriptor, 64) == 0 else {
        let code = errno
        close(descriptor)
        guard code != EACCES else {
            throw MachineError("port \(port) is for root only: choose another, such as 2222")
        }
        throw .system("listen at", "\(address):\(port)", code: code)
    }
    return descriptor
}
