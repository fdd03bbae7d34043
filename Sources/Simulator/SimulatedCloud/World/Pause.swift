import Glibc

/// Waiting that stops the calling thread only.
package enum Pause {
    /// Returns after that time, also when signals come in between.
    package static func wait(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}
