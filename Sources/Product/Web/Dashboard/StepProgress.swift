import Store
import Time

/// One line of the status page's list of steps.
struct StepProgress: Equatable {
    /// For programs and style sheets, so the raw values never change.
    enum State: String {
        case waiting, running, done, failed
    }

    let step: StepName
    let state: State
    /// How long the step took, or has taken so far; nil while it waits.
    let duration: Duration?
    /// How often it was tried again.
    let retries: Int

    /// What the history says of every listed step.
    static func all(events: [JobEvent], now: Instant) -> [StepProgress] {
        StepName.listedSteps.map { step in
            StepProgress(step, events: events.filter { $0.step == step }, now: now)
        }
    }

    private init(_ step: StepName, events: [JobEvent], now: Instant) {
        self.step = step
        retries = events.count { $0.kind == .retried }
        guard let last = events.last(where: { $0.kind != .noted && $0.kind != .retried }) else {
            (state, duration) = (.waiting, nil)
            return
        }
        switch last.kind {
        case .finished: (state, duration) = (.done, last.duration ?? .zero)
        case .failed: (state, duration) = (.failed, last.duration ?? .zero)
        case .started, .retried, .noted: (state, duration) = (.running, max(.zero, now - last.at))
        }
    }
}
