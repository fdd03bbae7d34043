import HTTP
import Store

extension WebHandler {
    func showDashboard(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        return .page(
            DashboardPage(
                status: try serverStatus(of: session.user.id), name: session.user.name,
                pollInterval: settings.refreshInterval))
    }

    func showSubscription(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        return .page(
            SubscriptionPage(
                subscription: SubscriptionSummary(try store.subscription(of: session.user.id)),
                instructions: settings.subscribeText))
    }

    /// A click that finds a job running leads to its page like the one that started it, and so does one that
    /// is refused: the page says why.
    func deploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .started(let job) = try startDeploy(of: session) { start(job, .deploy, for: request.http) }
        return .redirect(to: "/dashboard")
    }

    /// Asks once more; with nothing to stop, the dashboard says how things stand.
    func showCancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let status = try serverStatus(of: request.requireSession().user.id)
        guard status.canStop else { return .redirect(to: "/dashboard") }
        return .page(CancelDeployPage())
    }

    /// Whatever came of it, the dashboard tells.
    func cancelDeploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .accepted(let job) = try store.requestCancel(of: session.user.id, by: .customer) { wake(job) }
        return .redirect(to: "/dashboard")
    }

    /// Asks once more; someone without a server is shown the dashboard instead.
    func showDeleteServer(_ request: WebRequest) throws -> RouteResponse {
        let status = try serverStatus(of: request.requireSession().user.id)
        guard status.phase == .ready else { return .redirect(to: "/dashboard") }
        return .page(DeleteServerPage(address: status.server?.address))
    }

    func deleteServer(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        let outcome = try store.startDeprovision(
            of: session.user.id, deadline: settings.deprovisionDeadline, by: .customer)
        switch outcome {
        case .started(let job): start(job, .deprovision, for: request.http)
        case .alreadyRunning, .nothingToDelete: break
        case .deployRunning: throw HTTPProblem.deployRunning
        }
        return .redirect(to: "/dashboard")
    }

    func serverStatus(of user: User.ID) throws -> ServerStatus {
        try .read(store, of: user, slowAfter: settings.slowAfter)
    }

    func startDeploy(of session: Session) throws -> DeployStart {
        try store.startDeploy(of: session.user.id, deadline: settings.deployDeadline, by: .customer)
    }
}
