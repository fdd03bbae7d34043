import Glibc

extension Instant {
    /// The wall clock. Tests hand a store another one.
    @Sendable package static func now() -> Instant {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else {
            preconditionFailure("BUG: CLOCK_REALTIME always exists on Linux")
        }
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
