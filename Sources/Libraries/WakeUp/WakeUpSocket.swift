import Glibc
import Linux
import Time

/// Where a waiting job is woken: a unix datagram socket of its own.
///
/// Bind it before reading the job's row: a wake-up that comes in between then waits in the socket and is not
/// lost. A datagram carries no data; what changed stands in the row.
package final class WakeUpSocket {
    private let descriptor: Int32
    private let path: String

    /// Binds `DIRECTORY/NAME.sock`, replacing one that a dead process left. Throws `WakeUpError`.
    package init(directory: String, name: String) throws(WakeUpError) {
        let address = try Self.address(directory, name)
        path = address.path
        descriptor = try Self.open(path)
        unlink(path)
        guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
            let error = WakeUpError(operation: "bind", path: path, errno: errno)
            close(descriptor)
            throw error
        }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    /// Sleeps until woken, for `timeout` at the most, and drains every wake-up that has come.
    package func wait(_ timeout: Duration) {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A signal ends the wait early, which costs one look at the row.
        guard Glibc.poll(&poll, 1, Int32(clamping: max(0, timeout.milliseconds))) > 0 else { return }
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
    }

    /// Wakes whoever waits at that socket. False when nobody does: the process is dead or not yet there.
    @discardableResult
    package static func wake(directory: String, name: String) -> Bool {
        guard let address = try? address(directory, name), let descriptor = try? open(address.path) else {
            // Out of descriptors: the sleeper's own slow re-check covers it.
            return false
        }
        defer { close(descriptor) }
        var byte: UInt8 = 1
        let sent = address.withSocketAddress {
            sendto(descriptor, &byte, 1, Int32(MSG_DONTWAIT), $0, $1)
        }
        // A full socket has been woken already.
        return sent == 1 || errno == EAGAIN
    }

    private static func address(
        _ directory: String, _ name: String
    ) throws(WakeUpError) -> UnixSocketAddress {
        let path = "\(directory)/\(name).sock"
        guard let address = UnixSocketAddress(path) else {
            throw WakeUpError(operation: "name", path: path, errno: ENAMETOOLONG)
        }
        return address
    }

    private static func open(_ path: String) throws(WakeUpError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw WakeUpError(operation: "open", path: path, errno: errno) }
        return descriptor
    }
}
