import Glibc

/// An exclusive lock on a file or directory (flock(2)), held until this object is released. The kernel unlocks when
/// the process ends, however that happens.
package final class FileLock {
    private static let retryInterval: Duration = .milliseconds(5)
    private let descriptor: Int32

    /// Locks a file, which is created with mode 0600 when it is missing and is never removed. Nil when another
    /// process still holds the lock after `limit`. Throws `SystemError`.
    package convenience init?(file path: String, within limit: Duration = .zero) throws(SystemError) {
        try self.init(path, O_RDWR | O_CREAT, limit)
    }

    /// Locks a directory itself, so that no lock file is left behind. Nil when another process still holds the lock
    /// after `limit`. Throws `SystemError`.
    package convenience init?(directory path: String, within limit: Duration = .zero) throws(SystemError) {
        try self.init(path, O_RDONLY | O_DIRECTORY, limit)
    }

    private init?(_ path: String, _ flags: Int32, _ limit: Duration) throws(SystemError) {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last("open \(path)") }
        let deadline = ContinuousClock.now + limit
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .last("flock \(path)") }
            guard ContinuousClock.now < deadline else { return nil }
            PosixThread.sleep(for: Self.retryInterval)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
