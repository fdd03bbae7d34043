import Glibc

/// The service manager that started this process, which wants to know how it does (sd_notify(3)).
package struct ServiceManager: Sendable {
    /// Something that the manager can be told.
    package enum Message: String, Sendable {
        /// The service has started.
        case ready = "READY=1"
        /// It does its work; without this for as long as the unit's `WatchdogSec` it is started again.
        case alive = "WATCHDOG=1"
    }

    private let address: UnixSocketAddress

    /// The manager that listens at `NOTIFY_SOCKET`: a path, or an abstract name after `@`. Nil when nobody listens, as
    /// outside a unit with `Type=notify`, and for an address of another kind.
    package init?(socket: String? = getenv("NOTIFY_SOCKET").map { String(cString: $0) }) {
        guard let socket, socket.count > 1 else { return nil }
        let address: UnixSocketAddress? =
            switch socket.first {
            case "/": UnixSocketAddress(socket)
            case "@": UnixSocketAddress(abstract: String(socket.dropFirst()))
            default: nil
            }
        guard let address else { return nil }
        self.address = address
    }

    /// Sends one datagram, and never waits. Throws `SystemError`.
    package func tell(_ message: Message) throws(SystemError) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last("socket") }
        defer { close(descriptor) }
        let bytes = Array(message.rawValue.utf8)
        let sent = address.withSocketAddress { pointer, length in
            sendto(
                descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), pointer,
                length)
        }
        guard sent == bytes.count else { throw .last("sendto \(address.path)") }
    }
}
