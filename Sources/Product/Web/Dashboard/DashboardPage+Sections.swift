import Mustache
import Store
import Time

extension DashboardPage {
    /// There is no server: *Deploy*, or the reason why it is refused.
    var idle: Value {
        [
            .canDeploy: .bool(status.deployRefusal == nil),
            .deployRefusal: deployRefusal,
            .deletedAt: status.deletedAt.map(Self.timestamp) ?? .null,
        ]
    }

    /// A job is at work: its progress.
    var working: Value {
        [
            .headline: .string(status.headline),
            .isDeploying: .bool(status.phase == .deploying),
            .isCleaningUp: .bool(status.phase == .cleaningUp),
            .isDeleting: .bool(status.phase == .deleting),
            .canCancel: .bool(status.canCancel),
            .queue: .optional(status.queueSentence),
            .isDelayed: .bool(status.isDelayed),
            .isSlow: .bool(status.isSlow && !status.isDelayed && status.wait?.customerSentence == nil),
            .wait: wait,
            .machine: .optional(status.server?.machine),
            .steps: steps,
            .doneCount: .int(status.steps.count { $0.state == .done }),
            .stepCount: .int(status.steps.count),
            .elapsed: .optional(status.job.map { (status.now - $0.createdAt).displayText }),
            .updatedAt: Self.timestamp(status.now),
            .refreshSeconds: .int(Int(pollInterval.components.seconds)),
        ]
    }

    /// The reason why the deploy waits, and the time until which it does.
    private var wait: Value {
        guard let wait = status.wait, let sentence = wait.customerSentence else { return .null }
        return [.message: .string(sentence), .until: Self.timestamp(wait.until)]
    }

    /// The server runs.
    var ready: Value {
        [
            .headline: .string(status.headline),
            .address: .optional(status.server?.address),
            .hostname: .optional(status.server?.hostname),
            .machine: .optional(status.server?.machine),
            .readySince: status.server?.readySince.map(Self.timestamp) ?? .null,
            .steps: steps,
            .total: .optional(total),
        ]
    }

    /// There is no server any more, with the reason.
    var failed: Value {
        [
            .headline: .string(status.headline),
            .reason: .string(status.error ?? "The deploy did not come to its end."),
            .isDeletionPending: .bool(status.isDeletionPending),
            .canDeploy: .bool(status.deployRefusal == nil),
            .retry: .string(status.phase == .failed ? "Retry" : "Deploy Rachel again"),
            .deployRefusal: deployRefusal,
            // The deploy went well, so its steps explain nothing.
            .steps: status.phase == .missing ? .null : steps,
            .total: .optional(total),
        ]
    }

    private var deployRefusal: Value {
        guard let refusal = status.deployRefusal else { return .null }
        return [
            .message: .string(refusal.customerSentence),
            .remedy: refusal.remedy.map {
                [.href: .string($0.route.path), .action: .string($0.label)]
            } ?? .null,
        ]
    }

    /// Null when the newest job is no deploy.
    private var steps: Value {
        status.steps.isEmpty ? .null : [.items: .list(status.steps.map(\.context))]
    }

    /// The duration of the newest deploy from click to end; nil while it runs.
    private var total: String? {
        guard let job = status.job, job.kind == .deploy, let end = job.endedAt else { return nil }
        return (end - job.createdAt).displayText
    }

    private static func timestamp(_ instant: Instant) -> Value {
        let timestamp = Timestamp(instant)
        return [
            .machineReadable: .string(timestamp.rfc3339), .displayText: .string(timestamp.displayText),
            .clock: .string(timestamp.clock),
        ]
    }
}

extension StepProgress {
    fileprivate var context: Value {
        [
            .label: .string(step.label), .state: .string(state.rawValue),
            .duration: .optional(duration?.displayText),
            .isDone: .bool(state == .done), .isRunning: .bool(state == .running),
            .isFailed: .bool(state == .failed),
            .isRetried: .bool(state == .running && retries > 0),
        ]
    }
}

extension ServerDetails {
    /// For example `cx23 in nbg1`.
    var machine: String? {
        guard let type else { return nil }
        return location.map { "\(type) in \($0)" } ?? type
    }
}

extension Duration {
    /// The duration for people, for example `0.4 s`, `42 s`, `1 min 12 s` or `1 h 5 min`; `0.0 s` when it is negative
    /// because a clock was set back.
    var displayText: String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<10: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }
}

extension Name {
    fileprivate static let action: Name = "action"
    fileprivate static let canDeploy: Name = "canDeploy"
    fileprivate static let canCancel: Name = "canCancel"
    fileprivate static let clock: Name = "clock"
    fileprivate static let deletedAt: Name = "deletedAt"
    fileprivate static let deployRefusal: Name = "deployRefusal"
    fileprivate static let displayText: Name = "displayText"
    fileprivate static let doneCount: Name = "doneCount"
    fileprivate static let duration: Name = "duration"
    fileprivate static let elapsed: Name = "elapsed"
    fileprivate static let headline: Name = "headline"
    fileprivate static let hostname: Name = "hostname"
    fileprivate static let isCleaningUp: Name = "isCleaningUp"
    fileprivate static let isDelayed: Name = "isDelayed"
    fileprivate static let isDeleting: Name = "isDeleting"
    fileprivate static let isDeletionPending: Name = "isDeletionPending"
    fileprivate static let isDeploying: Name = "isDeploying"
    fileprivate static let isDone: Name = "isDone"
    fileprivate static let isFailed: Name = "isFailed"
    fileprivate static let isRetried: Name = "isRetried"
    fileprivate static let isRunning: Name = "isRunning"
    fileprivate static let isSlow: Name = "isSlow"
    fileprivate static let label: Name = "label"
    fileprivate static let machine: Name = "machine"
    fileprivate static let machineReadable: Name = "machineReadable"
    fileprivate static let queue: Name = "queue"
    fileprivate static let readySince: Name = "readySince"
    fileprivate static let reason: Name = "reason"
    fileprivate static let remedy: Name = "remedy"
    fileprivate static let retry: Name = "retry"
    fileprivate static let state: Name = "state"
    fileprivate static let stepCount: Name = "stepCount"
    fileprivate static let steps: Name = "steps"
    fileprivate static let total: Name = "total"
    fileprivate static let until: Name = "until"
    fileprivate static let updatedAt: Name = "updatedAt"
    fileprivate static let wait: Name = "wait"
}
