import CFastCGI
import Glibc
import Linux

/// The file of a listening socket that this process created.
struct SocketFile {
    let path: String
    private let identity: FileIdentity

    /// Creates a socket that listens at the address, and its file. The file is never open to more than `mode` says:
    /// until `listen`, connecting is refused.
    static func create(
        at address: UnixSocketAddress, mode: mode_t, owner: SocketOwner, backlog: Int32
    ) throws(FastCGIError) -> (descriptor: Int32, file: SocketFile) {
        let lock = try lockDirectory(of: address.path)
        defer { withExtendedLifetime(lock) {} }
        try removeStale(at: address)
        // Not blocking: of the threads that one connection wakes, those that come second must not sleep in
        // accept, where nothing could wake them at shutdown.
        let descriptor = cfastcgi_unix_socket()
        guard descriptor >= 0 else { throw .last("socket") }
        do throws(FastCGIError) {
            return (
                descriptor, try bound(descriptor, to: address, mode: mode, owner: owner, backlog: backlog)
            )
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func bound(
        _ descriptor: Int32, to address: UnixSocketAddress, mode: mode_t, owner: SocketOwner, backlog: Int32
    ) throws(FastCGIError) -> SocketFile {
        let path = address.path
        guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
            throw .last("bind \(path)")
        }
        do throws(FastCGIError) {
            guard chown(path, owner.user, owner.group) == 0 else { throw .last("chown \(path)") }
            guard chmod(path, mode) == 0 else { throw .last("chmod \(path)") }
            guard listen(descriptor, backlog) == 0 else { throw .last("listen \(path)") }
            guard let identity = try FileIdentity(path: path) else {
                throw .system(operation: "lstat \(path)", code: ENOENT)
            }
            return SocketFile(path: path, identity: identity)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Removes the file, unless it is another process's socket by now. Safe to repeat.
    func remove() {
        // Nothing is lost if this fails: the next start finds a stale socket and replaces it.
        guard let lock = try? Self.lockDirectory(of: path) else { return }
        defer { withExtendedLifetime(lock) {} }
        if (try? FileIdentity(path: path)) == identity { unlink(path) }
    }

    /// Two processes that start at once must not each take the other's fresh socket for a stale one. Waits up to five
    /// seconds for another start to finish.
    private static func lockDirectory(of path: String) throws(FastCGIError) -> FileLock {
        let directory = directory(of: path)
        do throws(SystemError) {
            if let lock = try FileLock(directory: directory, within: .seconds(5)) { return lock }
        } catch {
            throw FastCGIError(error)
        }
        throw .system(operation: "flock \(directory)", code: EWOULDBLOCK)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func removeStale(at address: UnixSocketAddress) throws(FastCGIError) {
        guard let found = try FileIdentity(path: address.path) else { return }
        guard found.isSocket else { throw .notASocket(path: address.path) }
        let probe = cfastcgi_unix_socket()
        guard probe >= 0 else { throw .last("socket") }
        defer { close(probe) }
        if address.withSocketAddress({ connect(probe, $0, $1) }) == 0 { throw .inUse(path: address.path) }
        switch errno {
        case ECONNREFUSED: break
        case ENOENT: return
        // Its queue is full, or it is a socket of another kind: somebody holds it either way.
        case EAGAIN, EPROTOTYPE: throw .inUse(path: address.path)
        default: throw .last("connect \(address.path)")
        }
        guard unlink(address.path) == 0 || errno == ENOENT else { throw .last("unlink \(address.path)") }
    }
}

/// Tells the file at a path from all others. Inode numbers are used again as soon as a file is gone, so the time of
/// the last change is part of it.
private struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t
    let changedSeconds: Int
    let changedNanoseconds: Int
    let isSocket: Bool

    /// Nil when there is no file at the path; a symbolic link stands for itself.
    init?(path: String) throws(FastCGIError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .last("lstat \(path)")
        }
        device = status.st_dev
        inode = status.st_ino
        changedSeconds = status.st_ctim.tv_sec
        changedNanoseconds = status.st_ctim.tv_nsec
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}
