import Mustache
import Store

/// The status page.
struct DashboardPage: PageModel, Equatable {
    static let template = PageTemplate.dashboard

    let status: ServerStatus
    let name: String
    let pollInterval: Duration

    var refreshInterval: Duration? {
        status.isInProgress ? pollInterval : nil
    }

    var context: KeyValuePairs<Name, Value> {
        [
            .name: .string(name),
            .notice: .optional(notice),
            .idle: status.phase == .none ? idle : .null,
            .working: status.isInProgress ? working : .null,
            .ready: status.phase == .ready ? ready : .null,
            .failed: [.failed, .canceled, .missing].contains(status.phase) ? failed : .null,
        ]
    }

    /// What the customer must know about their subscription whatever the server does.
    private var notice: String? {
        switch status.subscription.status {
        case .gracePeriod: status.subscription.sentence
        case .ended where status.phase != .none:
            "Your subscription has ended. Your server will be removed."
        default: nil
        }
    }
}

extension WebHandler {
    func showDashboard(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        return .page(
            DashboardPage(
                status: try serverStatus(of: session.user.id), name: session.user.name,
                pollInterval: settings.refreshInterval))
    }

    func serverStatus(of user: User.ID) throws -> ServerStatus {
        try .read(store, of: user, slowAfter: settings.slowAfter)
    }
}

extension DashboardPage {
    /// Nothing yet: *Deploy*, or what stands in its way.
    var idle: Value {
        [
            .canDeploy: .bool(status.deployRefusal == nil),
            .deployRefusal: deployRefusal,
            .deletedAt: status.deletedAt.map(Self.timestamp) ?? .null,
        ]
    }

    var working: Value {
        [
            .headline: .string(status.headline),
            .isDeploying: .bool(status.phase == .deploying),
            .isCleaningUp: .bool(status.phase == .cleaningUp),
            .isDeleting: .bool(status.phase == .deleting),
            .canStop: .bool(status.canStop),
            .isDelayed: .bool(status.isDelayed),
            .isSlow: .bool(status.isSlow && !status.isDelayed && status.wait?.customerSentence == nil),
            .wait: wait,
            .machine: .optional(status.server?.machine),
            .steps: steps,
            .doneCount: .int(status.steps.count { $0.state.name == "done" }),
            .stepCount: .int(status.steps.count),
            .elapsed: .optional(status.job.map { (status.now - $0.createdAt).displayText }),
            .updatedAt: Self.timestamp(status.now),
            .refreshSeconds: .int(Int(pollInterval.components.seconds)),
        ]
    }

    /// What the deploy waits for, and until when.
    private var wait: Value {
        guard let wait = status.wait, let sentence = wait.customerSentence else { return .null }
        return [.message: .string(sentence), .until: Self.timestamp(wait.until)]
    }

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

    /// There is no server, and the customer has to be told why.
    var failed: Value {
        [
            .headline: .string(status.headline),
            .reason: .string(status.error ?? "The deploy did not come to its end."),
            .isDeletionPending: .bool(status.isDeletionPending),
            .canDeploy: .bool(status.deployRefusal == nil),
            .retry: .string(status.phase == .failed ? "Retry" : "Deploy Rachel again"),
            .deployRefusal: deployRefusal,
            // How the deploy of a server that ran went explains nothing now.
            .steps: status.phase == .missing ? .null : steps,
            .total: .optional(total),
        ]
    }

    private var deployRefusal: Value {
        guard let refusal = status.deployRefusal else { return .null }
        return [
            .message: .string(refusal.customerSentence), .href: .string(refusal.remedy.path),
            .action: .string(refusal.remedy.label),
        ]
    }

    /// Null when the newest job was no deploy.
    private var steps: Value {
        status.steps.isEmpty ? .null : [.items: .list(status.steps.map(\.context))]
    }

    /// How long the newest deploy took from click to end.
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
            .label: .string(step.label), .state: .string(state.name),
            .duration: .optional(state.duration?.displayText),
            .isDone: .bool(state.name == "done"), .isRunning: .bool(state.name == "running"),
            .isFailed: .bool(state.name == "failed"),
            .isRetried: .bool(state.name == "running" && retries > 0),
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
    /// For people: `0.4 s`, `42 s`, `1 min 12 s`, `1 h 5 min`. A clock that was set back gives `0.0 s`.
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
