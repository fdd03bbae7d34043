import Glibc

/// The right to be the only process of a kind, held for as long as this value lives: the kernel gives it back
/// when the process ends, however that happens.
final class ProcessLock {
    private let descriptor: Int32

    /// Nil when another process holds it.
    init?(path: String) throws(BadInput) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw BadInput("\(path): \(String(cString: strerror(errno)))") }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }
}
