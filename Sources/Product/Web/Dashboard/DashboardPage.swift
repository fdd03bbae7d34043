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
            .failed: status.hasFailed ? failed : .null,
        ]
    }

    /// The warning about the subscription, whatever the state of the server; nil when there is none.
    private var notice: String? {
        switch status.subscription.status {
        case .gracePeriod: status.subscription.sentence
        case .ended where status.phase != .none:
            "Your subscription has ended. Your server will be removed."
        case .none, .active, .ended: nil
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
        try .read(store, of: user, within: settings.deployLimits, slowAfter: settings.slowAfter)
    }
}

extension Name {
    fileprivate static let failed: Name = "failed"
    fileprivate static let idle: Name = "idle"
    fileprivate static let notice: Name = "notice"
    fileprivate static let ready: Name = "ready"
    fileprivate static let working: Name = "working"
}
