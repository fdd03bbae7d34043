import HTTP
import Store

extension WebHandler {
    /// Starts a deploy and redirects to the dashboard, also when a job is running already or the deploy is refused:
    /// the dashboard says why.
    func deploy(_ request: WebRequest) throws -> RouteResponse {
        let session = try request.requireSession()
        _ = try verifiedForm(request, of: session)
        if case .started(let job) = try startDeploy(of: session) { start(job, .deploy, for: request.http) }
        return .redirect(to: .dashboard)
    }

    func startDeploy(of session: Session) throws -> DeployStart {
        try store.startDeploy(of: session.user.id, deadline: settings.deployDeadline, by: .customer)
    }

    /// Starts the process of a job that was just inserted. The request succeeds even if the process can't be
    /// started: the job exists, and the page says that its start is delayed.
    func start(_ job: Job.ID, _ kind: Job.Kind, for request: Request) {
        do {
            try launch(job, kind)
        } catch {
            logFailure(.launchFailed, error, of: request, job: job)
        }
    }
}
