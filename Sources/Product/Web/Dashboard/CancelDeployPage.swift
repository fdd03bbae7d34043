import Mustache
import Store

/// Asks once more before a deploy is stopped.
struct CancelDeployPage: PageModel, Equatable {
    static let template = PageTemplate.cancelDeploy

    var context: KeyValuePairs<Name, Value> { [:] }
}

extension WebHandler {
    /// Asks once more; with nothing to stop, the dashboard says how things stand.
    func showCancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let status = try serverStatus(of: request.requireSession().user.id)
        guard status.canCancel else { return .redirect(to: .dashboard) }
        return .page(CancelDeployPage())
    }

    /// Whatever came of it, the dashboard tells.
    func cancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .accepted(let job) = try store.requestCancel(of: session.user.id, by: .customer) { wake(job) }
        return .redirect(to: .dashboard)
    }
}
