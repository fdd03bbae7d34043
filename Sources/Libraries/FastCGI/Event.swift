import CFastCGI
import Glibc

/// A counter that threads raise and one thread waits for, with a deadline (eventfd(2)).
final class Event: Sendable {
    let descriptor: Int32

    init() throws(FastCGIError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .last("eventfd") }
    }

    deinit { close(descriptor) }

    func raise() {
        eventfd_write(descriptor, 1)
    }

    /// How often it was raised since the last call.
    func take() -> Int {
        var count: eventfd_t = 0
        return eventfd_read(descriptor, &count) == 0 ? Int(count) : 0
    }
}
