import Glibc

/// Held while a socket file is looked at and replaced: two processes that start at once must not each take
/// the other's fresh socket for a stale one. The lock is the directory's, so no lock file is left behind.
struct DirectoryLock {
    private let descriptor: Int32

    /// Waits up to five seconds for another start to finish.
    init(of path: String) throws(FastCGIError) {
        let directory = Self.directory(of: path)
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open \(directory)") }
        let deadline = ContinuousClock.now + .seconds(5)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK, ContinuousClock.now < deadline else {
                close(descriptor)
                throw .system(operation: "flock \(directory)", code: code)
            }
            usleep(10_000)
        }
    }

    func release() {
        close(descriptor)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
