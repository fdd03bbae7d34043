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

    /// The steps that a customer is shown, in order.
    static let shown: [StepName] = [.prepare, .create, .awaitSetUp, .handOver, .verify]

    /// What the history says of every shown step.
    static func all(events: [JobEvent], now: Instant) -> [StepProgress] {
        shown.map { step in
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

extension StepName {
    /// What the step does, in the customer's words.
    var label: String {
        switch self {
        case .prepare: "Prepare keys and firewall"
        case .create: "Create the server"
        case .awaitSetUp: "Install the software"
        case .handOver: "Connect Claude and Telegram"
        case .verify: "Check that Rachel stays up"
        case .finish: "Finish"
        case .undo: "Clean up"
        case .delete: "Delete the server"
        }
    }
}
