import Store

/// One line of the status page's list of steps.
struct StepProgress: Equatable {
    enum State: Equatable {
        case waiting
        /// For so long already.
        case running(Duration)
        case done(Duration)
        case failed(Duration)

        /// For programs and style sheets.
        var name: String {
            switch self {
            case .waiting: "waiting"
            case .running: "running"
            case .done: "done"
            case .failed: "failed"
            }
        }

        /// How long it took, or has taken so far.
        var duration: Duration? {
            switch self {
            case .waiting: nil
            case .running(let duration), .done(let duration), .failed(let duration): duration
            }
        }
    }

    let step: StepName
    let state: State
    /// How often it was tried again.
    let retries: Int

    /// What the history says of every listed step.
    static func all(events: [JobEvent], now: Instant) -> [StepProgress] {
        StepName.listedSteps.map { step in
            let own = events.filter { $0.step == step }
            return StepProgress(
                step: step, state: state(of: own, now: now), retries: own.count { $0.kind == .retried })
        }
    }

    private static func state(of events: [JobEvent], now: Instant) -> State {
        switch events.last(where: { $0.kind != .noted && $0.kind != .retried }) {
        case let event? where event.kind == .finished: .done(event.duration ?? .zero)
        case let event? where event.kind == .failed: .failed(event.duration ?? .zero)
        case let event?: .running(max(.zero, now - event.at))
        case nil: .waiting
        }
    }
}
