import Glibc

extension Duration {
    /// A length of time in seconds, as options give it.
    package static func seconds(fraction: Double) -> Duration {
        .microseconds(Int64(fraction * 1_000_000))
    }
}

/// Lets time pass on this thread.
func pause(_ duration: Duration) {
    pause(until: .now + duration)
}

func pause(until instant: ContinuousClock.Instant) {
    while true {
        let left = instant - .now
        guard left > .zero else { return }
        usleep(UInt32((min(left, .seconds(1)) / .microseconds(1)).rounded(.up)))
    }
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
