import Glibc

/// Time and chance as the client sees them, so that tests neither sleep nor guess.
package struct Timekeeping {
    package var now: () -> ContinuousClock.Instant
    package var sleep: (Duration) -> Void
    /// Uniform from 0 up to but not including 1.
    package var random: () -> Double

    package init(
        now: @escaping () -> ContinuousClock.Instant, sleep: @escaping (Duration) -> Void,
        random: @escaping () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The real ones; sleeping blocks the thread.
    package static var system: Timekeeping {
        Timekeeping(now: { .now }, sleep: blockThread(for:), random: { Double.random(in: 0..<1) })
    }
}

private func blockThread(for duration: Duration) {
    let end = ContinuousClock.now + duration
    // A signal may cut a sleep short.
    while case let rest = end - .now, rest > .zero {
        let (seconds, attoseconds) = rest.components
        var pause = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&pause, nil)
    }
}
