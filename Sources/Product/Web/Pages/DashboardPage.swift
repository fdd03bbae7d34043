import Mustache
import Store

/// The status page.
struct DashboardPage: Page, Equatable {
    static let template = PageTemplate.dashboard

    let situation: ServerSituation
    let name: String
    let pollInterval: Duration

    var refreshInterval: Duration? {
        situation.isInProgress ? pollInterval : nil
    }

    var context: KeyValuePairs<Name, Value> {
        [
            .name: .string(name),
            .notice: .optional(notice),
            .idle: situation.phase == .none ? idle : .null,
            .working: situation.isInProgress ? working : .null,
            .ready: situation.phase == .ready ? ready : .null,
            .failed: [.failed, .canceled, .vanished].contains(situation.phase) ? failed : .null,
        ]
    }

    /// What the customer must know about their subscription whatever the server does.
    private var notice: String? {
        switch situation.subscription.status {
        case .gracePeriod: situation.subscription.sentence
        case .ended where situation.phase != .none:
            "Your subscription has ended. Your server will be removed."
        default: nil
        }
    }
}
