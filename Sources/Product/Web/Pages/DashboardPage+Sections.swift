import Mustache
import Store

extension DashboardPage {
    /// Nothing yet: *Deploy*, or what stands in its way.
    var idle: Value {
        [
            .canDeploy: .bool(situation.refusal == nil),
            .obstacle: obstacle,
            .deletedAt: situation.deletedAt.map(Self.moment) ?? .null,
        ]
    }

    var working: Value {
        [
            .headline: .string(situation.headline),
            .isDeploying: .bool(situation.phase == .deploying),
            .isCleaningUp: .bool(situation.phase == .cleaningUp),
            .isDeleting: .bool(situation.phase == .deleting),
            .canStop: .bool(situation.canStop),
            .isDelayed: .bool(situation.isDelayed),
            .isSlow: .bool(situation.isSlow && !situation.isDelayed && situation.wait?.sentence == nil),
            .wait: wait,
            .machine: .optional(situation.server?.machine),
            .steps: steps,
            .doneCount: .int(situation.steps.count { $0.state.name == "done" }),
            .stepCount: .int(situation.steps.count),
            .elapsed: .optional(situation.job.map { (situation.now - $0.createdAt).spoken }),
            .updatedAt: Self.moment(situation.now),
            .refreshSeconds: .int(Int(pollInterval.components.seconds)),
        ]
    }

    /// What the deploy waits for, and until when.
    private var wait: Value {
        guard let wait = situation.wait, let sentence = wait.sentence else { return .null }
        return [.message: .string(sentence), .until: Self.moment(wait.until)]
    }

    var ready: Value {
        [
            .headline: .string(situation.headline),
            .address: .optional(situation.server?.address),
            .hostname: .optional(situation.server?.hostname),
            .machine: .optional(situation.server?.machine),
            .readySince: situation.server?.readySince.map(Self.moment) ?? .null,
            .steps: steps,
            .total: .optional(total),
        ]
    }

    /// There is no server, and the customer has to be told why.
    var failed: Value {
        [
            .headline: .string(situation.headline),
            .reason: .string(situation.error ?? "The deploy did not come to its end."),
            .isDeletionPending: .bool(situation.isDeletionPending),
            .canDeploy: .bool(situation.refusal == nil),
            .retry: .string(situation.phase == .failed ? "Retry" : "Deploy Rachel again"),
            .obstacle: obstacle,
            // How the deploy of a server that ran went explains nothing now.
            .steps: situation.phase == .vanished ? .null : steps,
            .total: .optional(total),
        ]
    }

    private var obstacle: Value {
        guard let refusal = situation.refusal else { return .null }
        return [
            .message: .string(refusal.sentence), .href: .string(refusal.remedy.path),
            .action: .string(refusal.remedy.label),
        ]
    }

    /// Null when the newest job was no deploy.
    private var steps: Value {
        situation.steps.isEmpty ? .null : [.items: .list(situation.steps.map(\.context))]
    }

    /// How long the newest deploy took from click to end.
    private var total: String? {
        guard let job = situation.job, job.kind == .deploy, let end = job.endedAt else { return nil }
        return (end - job.createdAt).spoken
    }

    private static func moment(_ instant: Instant) -> Value {
        let timestamp = Timestamp(instant)
        return [
            .machineReadable: .string(timestamp.rfc3339), .spoken: .string(timestamp.spoken),
            .clock: .string(timestamp.clock),
        ]
    }
}

extension StepProgress {
    fileprivate var context: Value {
        [
            .label: .string(step.label), .state: .string(state.name),
            .duration: .optional(state.duration?.spoken),
            .isDone: .bool(state.name == "done"), .isRunning: .bool(state.name == "running"),
            .isFailed: .bool(state.name == "failed"),
            .isRetried: .bool(state.name == "running" && retries > 0),
        ]
    }
}

extension ServerFacts {
    /// For example `cx23 in nbg1`.
    var machine: String? {
        guard let type else { return nil }
        return location.map { "\(type) in \($0)" } ?? type
    }
}
