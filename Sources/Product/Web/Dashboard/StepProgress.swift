import Store
import Time

/// The progress of one step of a deploy, as the status page lists it.
struct StepProgress: Equatable {
    /// For programs and style sheets, so the raw values never change.
    enum State: String {
        case waiting, running, done, failed
    }

    let step: StepName
    let state: State
    /// The time that the step took, or has taken so far; nil while it waits.
    let duration: Duration?
    /// The number of retries.
    let retries: Int

    /// Returns the progress of every listed step, as the job's history has it. Before the job's first turn, at `admission`,
    /// every step waits, and none is at work for longer than since then.
    static func all(events: [JobEvent], since admission: Instant?, now: Instant) -> [StepProgress] {
        let steps = StepName.listedSteps
        let events = admission == nil ? [] : events
        // A job that orders another server is in an earlier step again; those behind it wait anew.
        let current = events.last { $0.kind == .started }.flatMap { steps.firstIndex(of: $0.step) }
        return steps.indices.map { index in
            let isAhead = current.map { index > $0 } ?? false
            let own = isAhead ? [] : events.filter { $0.step == steps[index] }
            return StepProgress(steps[index], events: own, since: admission ?? now, now: now)
        }
    }

    private init(_ step: StepName, events: [JobEvent], since admission: Instant, now: Instant) {
        self.step = step
        retries = events.count { $0.kind == .retried }
        guard let last = events.last(where: { $0.kind != .noted && $0.kind != .retried }) else {
            (state, duration) = (.waiting, nil)
            return
        }
        switch last.kind {
        case .finished: (state, duration) = (.done, last.duration ?? .zero)
        case .failed: (state, duration) = (.failed, last.duration ?? .zero)
        case .started, .retried, .noted:
            (state, duration) = (.running, max(.zero, now - max(last.at, admission)))
        }
    }
}
