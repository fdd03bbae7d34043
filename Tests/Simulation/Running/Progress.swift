import Foundation
import Glibc

/// Tells on standard error how far the runs are: on a terminal by one line that is rewritten, elsewhere by a line a
/// minute.
final class Progress {
    private static let pauseElsewhere = Duration.seconds(60)

    /// What is said before each run's own numbers.
    var prefix = ""

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var writtenAt = ContinuousClock.now
    private var isShown = false

    func show(_ progress: RunProgress) {
        show(
            "seed \(progress.seed) · \(Trace.display(progress.time)) · \(progress.events) events"
                + " · \(progress.acts) acts · \(progress.speedText) days/s")
    }

    private func show(_ text: String) {
        let now = ContinuousClock.now
        if isTerminal {
            write("\r\(prefix)\(text)\u{1B}[K")
            isShown = true
        } else if now - writtenAt >= Self.pauseElsewhere {
            writtenAt = now
            write("\(prefix)\(text)\n")
        }
    }

    /// Removes the line, so that something else can be written.
    func clear() {
        guard isShown else { return }
        isShown = false
        write("\r\u{1B}[K")
    }

    func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
