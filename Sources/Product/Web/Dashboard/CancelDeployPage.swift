import Mustache
import Store

/// Asks for confirmation before a deploy is canceled.
struct CancelDeployPage: PageModel, Equatable {
    static let template = PageTemplate.cancelDeploy

    var context: KeyValuePairs<Name, Value> { [:] }
}

extension WebHandler {
    /// Asks for confirmation; redirects to the dashboard when there is nothing to cancel.
    func showCancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let status = try serverStatus(of: request.requireSession().user.id)
        guard status.canCancel else { return .redirect(to: .dashboard) }
        return .page(CancelDeployPage())
    }

    /// Requests the cancelation and redirects to the dashboard, which shows the result.
    func cancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .accepted = try store.requestCancel(of: session.user.id, by: .customer) {
            launchDueJobs(for: request.http)
        }
        return .redirect(to: .dashboard)
    }
}
