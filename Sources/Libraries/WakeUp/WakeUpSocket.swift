import Glibc
import Linux
import Time

/// Wakes a waiting process: a unix datagram socket of its own.
///
/// Create it before reading the row that others change: a wake-up that comes in between then waits in the socket and
/// is not lost. A datagram carries no data; the row does.
package final class WakeUpSocket {
    private let descriptor: Int32
    private let path: String

    /// Binds `DIRECTORY/NAME.sock`, replacing a file that a dead process left. Throws `WakeUpError`.
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

    /// Sleeps until woken, for `timeout` at most, and takes every wake-up that has come.
    package func wait(_ timeout: Duration) {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A signal ends the wait early, which costs one look at the row.
        guard Glibc.poll(&poll, 1, Int32(clamping: max(0, timeout.milliseconds))) > 0 else { return }
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
    }

    /// Wakes the process that waits at that socket. False when none does: it is dead or has not bound the socket yet.
    @discardableResult
    package static func wake(directory: String, name: String) -> Bool {
        guard let address = try? address(directory, name), let descriptor = try? open(address.path) else {
            // Without a descriptor: the process checks by itself from time to time.
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

/// A socket call that failed.
package struct WakeUpError: Error, CustomStringConvertible, Sendable {
    package let operation: String
    package let path: String
    package let errno: Int32

    package var description: String {
        "can't \(operation) wake-up socket \(path): \(SystemError.message(errno))"
    }
}
