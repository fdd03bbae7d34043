import Glibc

/// One process at a time over a state directory; the kernel lets go when its holder ends.
enum DirectoryLock {
    /// Runs `body` while holding the lock, waiting for it at most `limit`.
    static func hold<Result>(
        _ directory: String, limit: Duration, _ body: () throws(MachineError) -> Result
    ) throws(MachineError) -> Result {
        let path = directory + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        let isHeld = try waitUntil(within: limit) { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
        guard isHeld else { throw MachineError("\(path) is still held by another command") }
        return try body()
    }
}
