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
