import Linux

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
        Timekeeping(now: { .now }, sleep: PosixThread.sleep(for:), random: { Double.random(in: 0..<1) })
    }
}
