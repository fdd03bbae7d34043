package import Store
import Synchronization
package import Time

/// How a part of `maintain` gets on, as its own thread writes it and the main thread reads it.
package final class PartProgress: Sendable {
    package let part: MaintenancePart
    private let now: TimeSource
    private let state: Mutex<State>

    private struct State {
        var report: PartReport
        /// The end of its pause between two rounds.
        var restsUntil: Instant
    }

    /// - Parameter now: The store's time.
    package init(_ part: MaintenancePart, now: @escaping TimeSource) {
        self.part = part
        self.now = now
        let start = now()
        state = Mutex(State(report: PartReport(name: part.rawValue, beatAt: start), restsUntil: start))
    }

    package var report: PartReport { state.withLock(\.report) }

    /// Marks progress: call it after each row and each call.
    package func beat() {
        let now = now()
        state.withLock { $0.report.beatAt = now }
    }

    /// Tells that the part does nothing for so long, and is not stuck.
    package func rest(for pause: Duration) {
        let end = now() + pause
        state.withLock { $0.restsUntil = end }
    }

    /// Records the end of a round, with its failure when it failed.
    func endRound(_ failure: (any Error)?) {
        let (now, text) = (now(), failure.map { String("\($0)".prefix(1000)) })
        state.withLock {
            $0.report.beatAt = now
            if failure == nil { $0.report.doneAt = now }
            $0.report.failedAt = failure == nil ? nil : now
            $0.report.failure = text
        }
    }

    /// True when the part has made no progress for longer than it ever should take.
    package var isSilent: Bool {
        let now = now()
        return state.withLock { max($0.report.beatAt, $0.restsUntil) + part.longestSilence < now }
    }
}
