import HTTP
import Store

extension WebHandler {
    func showDashboard(_ visit: Visit) throws -> Answer {
        let session = try visit.requireSession()
        return .page(
            DashboardPage(
                situation: try situation(of: session.user.id), name: session.user.name,
                pollInterval: settings.refreshInterval))
    }

    func showSubscription(_ visit: Visit) throws -> Answer {
        let session = try visit.requireSession()
        return .page(
            SubscriptionPage(
                standing: SubscriptionStanding(try store.subscription(of: session.user.id)),
                instructions: settings.subscribeText))
    }

    /// A click that finds a job running leads to its page like the one that started it, and so does one that
    /// is refused: the page says why.
    func deploy(_ visit: Visit) throws -> Answer {
        let session = try visit.requireSession()
        _ = try ownForm(visit, of: session)
        if case .started(let job) = try startDeploy(of: session) { start(job, .deploy, for: visit.request) }
        return .redirect(to: "/dashboard")
    }

    /// Asks once more; with nothing to stop, the dashboard says how things stand.
    func showCancelDeploy(_ visit: Visit) throws -> Answer {
        let situation = try situation(of: visit.requireSession().user.id)
        guard situation.canStop else { return .redirect(to: "/dashboard") }
        return .page(CancelDeployPage())
    }

    /// Whatever came of it, the dashboard tells.
    func cancelDeploy(_ visit: Visit) throws -> Answer {
        let session = try visit.requireSession()
        _ = try ownForm(visit, of: session)
        if case .accepted(let job) = try store.requestCancel(of: session.user.id, by: .customer) { wake(job) }
        return .redirect(to: "/dashboard")
    }

    /// Asks once more; someone without a server is shown the dashboard instead.
    func showDeleteServer(_ visit: Visit) throws -> Answer {
        let situation = try situation(of: visit.requireSession().user.id)
        guard situation.phase == .ready else { return .redirect(to: "/dashboard") }
        return .page(DeleteServerPage(address: situation.server?.address))
    }

    func deleteServer(_ visit: Visit) throws -> Answer {
        let session = try visit.requireSession()
        _ = try ownForm(visit, of: session)
        let outcome = try store.startDeprovision(
            of: session.user.id, deadline: settings.deprovisionDeadline, by: .customer)
        switch outcome {
        case .started(let job): start(job, .deprovision, for: visit.request)
        case .alreadyRunning, .nothingToDelete: break
        case .deployRunning: throw Problem.deployRunning
        }
        return .redirect(to: "/dashboard")
    }

    func situation(of user: User.ID) throws -> ServerSituation {
        try .read(store, of: user, slowAfter: settings.slowAfter)
    }

    func startDeploy(of session: Session) throws -> DeployStart {
        try store.startDeploy(of: session.user.id, deadline: settings.deployDeadline, by: .customer)
    }
}
