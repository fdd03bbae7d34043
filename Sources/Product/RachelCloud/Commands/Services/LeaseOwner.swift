import DetachedProcess
import Glibc

/// The owner of a lease, as its process writes it and others judge it.
extension ProcessIdentity {
    /// The name by which others can tell that this process has ended. Without /proc its leases have to expire.
    static var ownName: String {
        ProcessIdentity(running: getpid())?.text ?? "\(getpid())"
    }

    /// True when the process that took a lease under that name has certainly ended.
    @Sendable static func hasEnded(_ owner: String) -> Bool {
        ProcessIdentity(text: owner)?.hasEnded ?? false
    }
}
