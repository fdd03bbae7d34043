import Glibc

/// The numeric ids of a socket file's user and group.
struct SocketOwner {
    /// The id that tells `chown` to leave an owner as it is.
    private static let unchanged = UInt32.max

    let user: uid_t
    let group: gid_t

    /// Takes names or numbers; nil leaves the owner or the group as it is.
    init(user: String?, group: String?) throws(FastCGIError) {
        self.user = if let user { try Self.userID(user) } else { Self.unchanged }
        self.group = if let group { try Self.groupID(group) } else { Self.unchanged }
    }

    private static func userID(_ name: String) throws(FastCGIError) -> uid_t {
        if let number = uid_t(name) { return number }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        withBuffer { _ = getpwnam_r(name, &entry, $0, $1, &found) }
        guard found != nil else { throw .unknownUser(name) }
        return entry.pw_uid
    }

    private static func groupID(_ name: String) throws(FastCGIError) -> gid_t {
        if let number = gid_t(name) { return number }
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        withBuffer { _ = getgrnam_r(name, &entry, $0, $1, &found) }
        guard found != nil else { throw .unknownGroup(name) }
        return entry.gr_gid
    }

    /// A buffer for an entry's strings; a group of very many members needs most.
    private static func withBuffer(_ body: (UnsafeMutablePointer<CChar>, Int) -> Void) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { buffer in
            if let base = buffer.baseAddress { body(base, buffer.count) }
        }
    }
}
