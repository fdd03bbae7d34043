import Linux

extension Duration {
    /// A length of time in seconds, as options give it.
    package static func seconds(fraction: Double) -> Duration {
        .microseconds(Int64(fraction * 1_000_000))
    }
}

/// Lets time pass on this thread.
func pause(_ duration: Duration) {
    PosixThread.sleep(for: duration)
}

func pause(until instant: ContinuousClock.Instant) {
    pause(instant - .now)
}

/// Asks again every few milliseconds until the answer is yes; false when the time is up first.
func waitUntil(within limit: Duration, _ isDone: () throws(MachineError) -> Bool) throws(MachineError) -> Bool
{
    let deadline = ContinuousClock.now + limit
    while try !isDone() {
        guard ContinuousClock.now < deadline else { return false }
        pause(.milliseconds(5))
    }
    return true
}
