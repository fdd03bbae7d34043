import Glibc

/// Which file a path leads to. Inode numbers are used again as soon as a file is gone, so the time of the
/// last change is part of it.
struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t
    let changedSeconds: Int
    let changedNanoseconds: Int
    let isSocket: Bool

    /// Nil when nothing stands at the path; a symbolic link stands for itself.
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
