import HTTP
import Mustache
import Store

/// Asks for confirmation before a server is deleted.
struct DeleteServerPage: PageModel, Equatable {
    static let template = PageTemplate.deleteServer

    /// Nil when the customer's record has no address.
    let address: String?

    var context: KeyValuePairs<Name, Value> {
        [.address: .optional(address)]
    }
}

extension WebHandler {
    /// Asks for confirmation; redirects to the dashboard when there is no server.
    func showDeleteServer(_ request: WebRequest) throws -> RouteResponse {
        let status = try serverStatus(of: request.requireSession().user.id)
        guard status.phase == .ready else { return .redirect(to: .dashboard) }
        return .page(DeleteServerPage(address: status.server?.address))
    }

    func deleteServer(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        let outcome = try store.startDeprovision(
            of: session.user.id, deadline: settings.deprovisionDeadline, by: .customer)
        switch outcome {
        case .started: launchDueJobs(for: request.http)
        case .alreadyRunning, .nothingToDelete: break
        case .deployRunning: throw HTTPProblem.deployRunning
        }
        return .redirect(to: .dashboard)
    }
}
