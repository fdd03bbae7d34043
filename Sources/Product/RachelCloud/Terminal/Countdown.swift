import Glibc
import Linux

/// A long wait whose progress a person sees.
enum Countdown {
    private static let step = Duration.seconds(1)

    /// Waits, and tells on standard error how long it still takes: on a terminal in one line, else once.
    static func wait(_ duration: Duration) {
        let end = ContinuousClock.now + duration
        let isTerminal = isatty(STDERR_FILENO) == 1
        if isTerminal {
            Output.writeError("")
        } else {
            Output.writeError(
                "looking for \(duration.components.seconds) s whether another installation is at work")
        }
        while ContinuousClock.now < end {
            if isTerminal {
                let left = (end - .now).components.seconds
                Output.writeError(
                    "\u{1B}[1A\rlooking whether another installation is at work: \(left) s left   ")
            }
            PosixThread.sleep(for: min(step, end - .now))
        }
    }
}
